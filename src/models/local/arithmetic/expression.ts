import type { MathNode } from 'mathjs';

/** The longest expression that is worked out, in UTF-16 units. */
export const LONGEST_EXPRESSION = 200;

const FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'abs acos asin atan cbrt ceil cos exp factorial floor gcd lcm log log10 log2 max mean median min mod pow round ' +
    'sign sin sqrt tan'
  ).split(' '),
);
const CONSTANTS: ReadonlySet<string> = new Set(['pi', 'e', 'tau', 'phi']);
const UNITS: ReadonlySet<string> = new Set(
  (
    'mm millimeter millimeters cm centimeter centimeters m meter meters metre metres km kilometer kilometers ' +
    'inch inches ft foot feet yd yard yards mi mile miles mg g gram grams kg kilogram kilograms tonne tonnes ' +
    'oz ounce ounces lb lbs pound pounds stone ml milliliter milliliters l liter liters litre litres ' +
    'pint pints gallon gallons cup cups s sec second seconds min minute minutes h hour hours day days ' +
    'week weeks month months year years mph kmh celsius degC fahrenheit degF kelvin K deg rad ' +
    'B byte bytes kB MB GB TB J kJ cal W kW hp Pa bar psi'
  ).split(' '),
);
const OPERATORS: ReadonlySet<string> = new Set(
  'add subtract multiply divide mod pow unaryMinus unaryPlus factorial to'.split(' '),
);

const OPERATOR_WORDS: ReadonlySet<string> = new Set(['to', 'in', 'mod']);

/** Names that users write, and that mathjs has under another. */
const ALIASES: Readonly<Record<string, string>> = { metre: 'meter', metres: 'meters', kmh: 'km/h', kph: 'km/h' };

/** Words and signs that users write, and the notation of mathjs. Each is bounded, so that no input makes it slow. */
const SPOKEN: readonly (readonly [RegExp, string])[] = [
  [/[×✕∙·]/g, '*'],
  [/÷/g, '/'],
  [/[−–]/g, '-'],
  [/π/g, ' pi '],
  [/√(\d[\d.]{0,30})/g, 'sqrt($1)'],
  [/\bsquare root of (\d[\d.]{0,30})/g, 'sqrt($1)'],
  [/\b(?:multiplied by|times)\b/g, '*'],
  [/(\d) ?x ?(?=\d)/g, '$1*'],
  [/\b(?:divided by)\b/g, '/'],
  [/\bplus\b/g, '+'],
  [/\bminus\b/g, '-'],
  [/\bto the power of\b/g, '^'],
  [/\*\*/g, '^'],
  [/ squared\b/g, '^2'],
  [/ cubed\b/g, '^3'],
  [/ ?(?:%|\bpercent\b) ?of\b/g, '/100*'],
  [/ ?\bpercent\b/g, '%'],
  [/° ?([CF])\b/g, ' deg$1'],
  [/\bln\(/g, 'log('],
];

/**
 * Puts what a user wrote into the notation of mathjs; returns undefined when it can't be an expression. That is found
 * here without loading mathjs: the text has other signs, a name that isn't on the lists, or no number.
 */
export function readExpression(text: string): string | undefined {
  if (text.length > LONGEST_EXPRESSION || !/[\dπ]|\b(?:pi|tau)\b/.test(text)) return undefined;
  let expression = text;
  for (const [words, sign] of SPOKEN) expression = expression.replace(words, sign);
  expression = expression.replace(/[a-z]{1,20}/gi, (name) => knownName(name));
  if (!/^[\d\s+\-*/^%!().,a-z]+$/i.test(expression)) return undefined;
  const names = expression.match(/[a-z]{1,}\d*/gi) ?? [];
  // "2e5" is a number.
  if (!names.every((name) => isKnown(name) || /^e\d*$/i.test(name))) return undefined;
  const isCall = names.some((name) => FUNCTIONS.has(name));
  // A comma is a separator of thousands, except between arguments.
  return isCall ? expression : expression.replace(/(\d),(?=\d{3}(?!\d))/g, '$1');
}

/** Whether an expression is more than a single number. */
export function isCalculation(expression: string): boolean {
  if (/^\d{1,4}-\d{1,2}-\d{1,4}$/.test(expression.trim())) return false; // a date
  return /\d *[+\-*/^%!] *[\d(.a-z-]|[!%)]|\b(?:to|in|mod)\b/i.test(expression);
}

/** A name as the lists spell it, when it differs from one only in case. */
function knownName(name: string): string {
  const lower = name.toLowerCase();
  const known = isKnown(name) ? name : isKnown(lower) ? lower : name;
  return ALIASES[known] ?? known;
}

function isKnown(name: string): boolean {
  return FUNCTIONS.has(name) || CONSTANTS.has(name) || UNITS.has(name) || OPERATOR_WORDS.has(name);
}

/**
 * Whether a parsed expression has nothing but numbers and the listed operators, functions, constants and units. This is
 * the safeguard: mathjs's language also has assignments, functions, strings, matrices, ranges and property access.
 */
export function isHarmless(root: MathNode): boolean {
  let harmless = true;
  root.traverse((node, path, parent) => {
    harmless &&= isHarmlessNode(node, path, parent);
  });
  return harmless;
}

function isHarmlessNode(node: MathNode, path: string, parent: MathNode | null): boolean {
  switch (node.type) {
    case 'ConstantNode':
      return 'value' in node && typeof node.value === 'number';
    case 'ParenthesisNode':
      return true;
    case 'OperatorNode':
      return 'fn' in node && typeof node.fn === 'string' && OPERATORS.has(node.fn);
    case 'FunctionNode':
      return true; // its name is the SymbolNode below it
    case 'SymbolNode': {
      if (!('name' in node) || typeof node.name !== 'string') return false;
      const isCallee = parent?.type === 'FunctionNode' && path === 'fn';
      return isCallee ? FUNCTIONS.has(node.name) : CONSTANTS.has(node.name) || UNITS.has(node.name);
    }
    default:
      return false;
  }
}
