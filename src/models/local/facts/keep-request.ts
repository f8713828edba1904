const ENGLISH =
  'remember|memori[sz]e|note|keep in mind|bear in mind|make a note|take a note|' + "(?:don'?t|do not|never) forget";
const SPANISH_OR_PORTUGUESE =
  'recuerda|acuérdate de|no olvides|lembra-te de|lembre-se de|lembre|lembra|não (?:te )?esqueças?|não se esqueça de';
/** Italian, Dutch, the Scandinavian languages and Polish. */
const OTHERS =
  'ricorda(?:ti)?|non dimenticare|onthoud|vergeet niet|kom ihåg|glöm inte|husk|ikke glem|glem ikke|pamiętaj';

/** How people ask to remember something at the beginning of a sentence. What follows is the fact. */
const BEGINNINGS: readonly RegExp[] = [
  new RegExp(`^(?:${ENGLISH})(?:[:,]? that)?(?::|,)?(?: |$)`, 'i'),
  /^(?:bitte )?(?:merke? dir|denke? daran|vergiss nicht|erinnere dich(?: daran)?)(?:,? dass|[:,])? /i,
  /^(?:souviens-toi|rappelle-toi|retiens|n'oublie pas|souvenez-vous|retenez)(?: que |: | qu')/i,
  new RegExp(`^(?:${SPANISH_OR_PORTUGUESE})(?: que|:) `, 'i'),
  new RegExp(`^(?:${OTHERS})(?:,? (?:che|dat|att|at|że)|:) `, 'i'),
  /^(?:запомни|помни|не забудь|запиши|запам'ятай|пам'ятай|не забудь)(?:,? (?:что|що)|:) /iu,
  /^(?:تذكر|تذكري)(?: أن|:) ?/u,
  /^(?:请|請)?(?:你)?(?:记住|記住|记得|記得|别忘了|別忘了)(?:[：:，,]| )?(?=.)/u,
];
/** The languages in which the request comes last. */
const ENDS: readonly RegExp[] = [
  /(?:って|と|を|ことを)?(?:覚えて(?:おいて)?|忘れないで)(?:ください|下さい|ね)?[。！]?$/u,
  /(?:라?는 ?것을|는 ?걸|을|를)? ?(?:기억해)(?: ?줘| ?주세요|요)?[.!]?$/u,
];

/** The part of a sentence that it asks to remember; undefined when it doesn't ask that. */
export function readKeepRequest(sentence: string): string | undefined {
  // Only apostrophes change, one for one, so that what is cut off has the same length in both texts.
  const plain = sentence.replace(/[’ʼ]/g, "'");
  for (const pattern of BEGINNINGS) {
    const found = pattern.exec(plain);
    if (found) return sentence.slice(found[0].length).trim();
  }
  for (const pattern of ENDS) {
    const found = pattern.exec(plain.slice(-40));
    const end = sentence.length - (found?.[0].length ?? 0);
    if (found && end > 0) return sentence.slice(0, end).trim();
  }
  return undefined;
}
