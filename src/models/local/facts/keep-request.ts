// How people ask to keep something, at the beginning of a sentence. What follows is the fact.
const BEGINNINGS: readonly RegExp[] = [
  /^(?:remember|memori[sz]e|note|keep in mind|bear in mind|make a note|take a note|(?:don'?t|do not|never) forget)(?:[:,]? that)?(?::|,)?(?: |$)/i,
  /^(?:bitte )?(?:merke? dir|denke? daran|vergiss nicht|erinnere dich(?: daran)?)(?:,? dass|[:,])? /i,
  /^(?:souviens-toi|rappelle-toi|retiens|n'oublie pas|souvenez-vous|retenez)(?: que |: | qu')/i,
  /^(?:recuerda|acuérdate de|no olvides|lembra-te de|lembre-se de|lembre|lembra|não (?:te )?esqueças?|não se esqueça de)(?: que|:) /i,
  /^(?:ricorda(?:ti)?|non dimenticare|onthoud|vergeet niet|kom ihåg|glöm inte|husk|ikke glem|glem ikke|pamiętaj)(?:,? (?:che|dat|att|at|że)|:) /i,
  /^(?:запомни|помни|не забудь|запиши|запам'ятай|пам'ятай|не забудь)(?:,? (?:что|що)|:) /iu,
  /^(?:تذكر|تذكري)(?: أن|:) ?/u,
  /^(?:请|請)?(?:你)?(?:记住|記住|记得|記得|别忘了|別忘了)(?:[：:，,]| )?(?=.)/u,
];
/** Where it comes last. */
const ENDS: readonly RegExp[] = [
  /(?:って|と|を|ことを)?(?:覚えて(?:おいて)?|忘れないで)(?:ください|下さい|ね)?[。！]?$/u,
  /(?:라?는 ?것을|는 ?걸|을|를)? ?(?:기억해)(?: ?줘| ?주세요|요)?[.!]?$/u,
];

/** What a sentence asks to keep: the text beside the request; undefined when it asks for nothing of the kind. */
export function readKeepRequest(sentence: string): string | undefined {
  // Apostrophes alone are changed, one for one: what is cut off has the same length.
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
