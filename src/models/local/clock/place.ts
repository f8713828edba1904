import { fold } from '../../../language/fold.ts';
import { isTimeZone } from '../../../time/time-zone.ts';

/** A place on earth, with the time zone that it is in. */
export interface Place {
  /** The name by which answers call it. */
  readonly name: string;
  /** A name of the IANA database, or an offset, as time-zone.ts takes it. */
  readonly zone: string;
}

/** Large cities that the IANA database doesn't name, by the zone that they are in. */
const OTHER_CITIES = `
  Asia/Shanghai: beijing peking shenzhen guangzhou chengdu wuhan nanjing tianjin;
  Asia/Kolkata: mumbai bombay delhi new_delhi bangalore bengaluru chennai hyderabad pune calcutta;
  Asia/Tokyo: osaka kyoto yokohama nagoya sapporo; Asia/Ho_Chi_Minh: saigon hanoi; Asia/Karachi: lahore islamabad;
  Asia/Riyadh: mecca jeddah; Asia/Dubai: abu_dhabi; Asia/Jerusalem: tel_aviv haifa; Asia/Seoul: busan;
  Asia/Yangon: rangoon; Asia/Kathmandu: katmandu;
  America/New_York: new_york_city nyc washington boston miami philadelphia atlanta;
  America/Chicago: houston dallas austin; America/Toronto: montreal ottawa quebec; America/Edmonton: calgary;
  America/Los_Angeles: san_francisco seattle san_diego las_vegas la silicon_valley portland;
  America/Sao_Paulo: rio_de_janeiro rio brasilia;
  Europe/Berlin: munich hamburg frankfurt cologne stuttgart leipzig dresden;
  Europe/Rome: milan naples turin florence venice; Europe/Madrid: barcelona valencia seville;
  Europe/Paris: lyon marseille nice; Europe/Zurich: geneva basel bern; Europe/Amsterdam: rotterdam the_hague;
  Europe/Brussels: antwerp; Europe/Stockholm: gothenburg; Europe/Oslo: bergen trondheim;
  Europe/London: manchester birmingham edinburgh glasgow england scotland;
  Europe/Moscow: saint_petersburg st_petersburg; Europe/Warsaw: krakow gdansk; Europe/Kyiv: kiev lviv odesa;
  Europe/Vienna: salzburg; Europe/Istanbul: ankara; Africa/Lagos: abuja; Africa/Johannesburg: cape_town pretoria;
  Australia/Sydney: canberra; Pacific/Auckland: wellington`;
const AREAS = ['Europe', 'America', 'Asia', 'Africa', 'Australia', 'Pacific', 'Atlantic', 'Indian'];
const LONGEST = 60;
const OFFSET = /^(?:utc|gmt)? ?([+-])(\d{1,2})(?::?([0-5]\d))?$/;

let cities: ReadonlyMap<string, string> | undefined;

/** Finds a place by the name of a city, a zone of the IANA database, or an offset such as UTC+5:30. */
export function findPlace(text: string): Place | undefined {
  const name = text.trim();
  if (name === '' || name.length > LONGEST) return undefined;
  const plain = fold(name).replace('\u2212', '-');
  const offset = readOffset(plain);
  if (offset !== undefined) return { name: offset, zone: offset };
  const key = plain.replace(/[\s_]+/g, '_');
  const zone = citiesByName().get(key) ?? [key, ...AREAS.map((area) => `${area}/${key}`)].find(isTimeZone);
  return zone === undefined ? undefined : { name, zone };
}

/** Finds a zone that is named somewhere in a text, such as "my time zone is Europe/Oslo". */
export function findZoneIn(text: string): Place | undefined {
  const named = text.match(/[A-Z][a-z]+(?:\/[A-Za-z_+-]{1,40}){1,2}|(?:UTC|GMT)(?: ?[+\u2212-]\d{1,2}(?::?\d{2})?)?/g);
  const zone = named?.map(findPlace).find(Boolean);
  const [, after = ''] = /\b(?:is|in|of|:)\s([^.,;:]{1,60})/.exec(text) ?? [];
  return zone ?? findPlace(after);
}

function readOffset(text: string): string | undefined {
  if (text === 'utc' || text === 'gmt') return undefined;
  const [, sign, hours, minutes = '00'] = OFFSET.exec(text) ?? [];
  if (!sign || Number(hours) > 14) return undefined;
  return `UTC${sign}${(hours ?? '').padStart(2, '0')}:${minutes}`;
}

/** The zones of cities, by their names: the last part of a zone's name is mostly the name of a city. */
function citiesByName(): ReadonlyMap<string, string> {
  if (cities) return cities;
  const listed = Intl.supportedValuesOf('timeZone').map((zone): [string, string] => [
    fold(zone.split('/').at(-1) ?? ''),
    zone,
  ]);
  const others = OTHER_CITIES.split(';').flatMap((row) => {
    const [zone = '', names = ''] = row.split(':');
    return names
      .trim()
      .split(/\s+/)
      .map((name): [string, string] => [name, zone.trim()]);
  });
  cities = new Map([...listed, ...others]);
  return cities;
}
