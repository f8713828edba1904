import { createHash } from 'node:crypto';
import { formatModelName, type ModelName } from '../../config/model-name.ts';
import { BadUserInputError, NotFoundError } from '../../errors.ts';
import type { Models } from '../../models/models.ts';
import { type Attachment, type InspectedFile, MOST_IMAGE_BYTES } from './attachment.ts';
import { type AttachmentInput, type RawAttachmentInput, readAttachmentInput } from './attachment-input.ts';
import { type AttachmentService, tooLong } from './attachment-service.ts';
import { inspectFile } from './inspect-file.ts';

/** A file that a message is to have, and what is known of it. */
interface Wanted {
  readonly input: AttachmentInput;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly kind: InspectedFile['kind'];
  /** By its content. */
  readonly contentType: string;
}

/** The files that a message is to have, looked at, and not kept yet where they came with it. */
export type WantedAttachments = readonly Wanted[];

/**
 * Looks at the files that a message is to have.
 *
 * @throws {BadUserInputError} when there are too many, one is too long, or one is nothing that models take
 * @throws {NotFoundError} when one isn't its owner's, or has gone
 */
export async function wantedAttachments(
  attachments: AttachmentService,
  ownerId: string,
  raw: readonly RawAttachmentInput[],
): Promise<WantedAttachments> {
  const { most, maxBytes } = attachments.limits;
  if (raw.length > most) throw new BadUserInputError(`A message takes up to ${most} attachments (LEX_ATTACHMENTS).`);
  if (raw.length === 0) return [];
  const inputs = raw.map(readAttachmentInput);
  const ids = inputs.flatMap((input) => (input.kind === 'uploaded' ? [input.id] : []));
  if (new Set(ids).size < ids.length) throw new BadUserInputError('attachments name the same upload twice.');
  const uploads = new Map((await attachments.byIds(ownerId, ids)).flatMap((each) => (each ? [[each.id, each]] : [])));
  const wanted = inputs.map((input) => wantedOf(input, uploads, maxBytes));
  const images = wanted.reduce((sum, { kind, bytes }) => (kind === 'IMAGE' ? sum + bytes : sum), 0);
  if (images > MOST_IMAGE_BYTES) {
    throw new BadUserInputError(`The images of a message may have ${MOST_IMAGE_BYTES / 2 ** 20} MiB together.`);
  }
  return wanted;
}

function wantedOf(input: AttachmentInput, uploads: ReadonlyMap<string, Attachment>, maxBytes: number): Wanted {
  if (input.kind === 'uploaded') {
    const found = uploads.get(input.id);
    if (!found) throw new NotFoundError('attachment');
    const { name, bytes, sha256, kind, contentType } = found;
    return { input, name, bytes, sha256, kind, contentType };
  }
  const { name, bytes } = input;
  if (bytes.length > maxBytes) throw tooLong(name, maxBytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { kind, contentType } = inspectFile(name, bytes);
  return { input, name, bytes: bytes.length, sha256, kind, contentType };
}

/** What tells two calls with one key apart: names and contents, so that an upload may be repeated with its message. */
export function fingerprintOfAttachments(wanted: WantedAttachments): readonly (readonly string[])[] {
  return wanted.map(({ name, sha256 }) => [name, sha256]);
}

/**
 * Refuses files that a model can't be given, before it is asked.
 *
 * @throws {BadUserInputError} that says so, and what to do
 */
export async function refuseUnreadable(
  models: Pick<Models, 'sees' | 'takesImage'>,
  model: ModelName,
  attached: readonly Pick<Attachment, 'kind' | 'name' | 'contentType'>[],
): Promise<void> {
  if (attached.length === 0) return;
  const name = formatModelName(model);
  if (model.provider === 'local') {
    throw new BadUserInputError(`${name} reads no attachments: choose another model for this message.`);
  }
  const images = attached.filter(({ kind }) => kind === 'IMAGE');
  if (images.length > 0 && !(await models.sees(model))) {
    throw new BadUserInputError(
      `${name} can’t see images: choose a model that can, or name it in LEX_VISION_MODELS if it does.`,
    );
  }
  const untaken = images.find(({ contentType }) => !models.takesImage(model, contentType));
  if (untaken) {
    const shown = `${JSON.stringify(untaken.name)} is ${untaken.contentType}`;
    throw new BadUserInputError(`${shown}, which ${name} can’t be shown: send it as PNG, JPEG or WebP.`);
  }
}

/** Keeps the files that came with the message. @returns the ids of all, and of those that were kept just now */
export async function keepAttachments(
  attachments: AttachmentService,
  ownerId: string,
  wanted: WantedAttachments,
): Promise<{ readonly ids: readonly string[]; readonly added: readonly string[] }> {
  const ids: string[] = [];
  const added: string[] = [];
  try {
    for (const { input } of wanted) {
      if (input.kind === 'sent') added.push((await attachments.upload(ownerId, input)).id);
      ids.push(input.kind === 'sent' ? (added.at(-1) ?? '') : input.id);
    }
  } catch (error) {
    await attachments.discard(added).catch(() => undefined);
    throw error;
  }
  return { ids, added };
}
