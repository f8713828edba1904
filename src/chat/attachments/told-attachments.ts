import type { ModelName } from '../../config/model-name.ts';
import type { PromptImage } from '../../models/model.ts';
import type { Models } from '../../models/models.ts';
import type { Branch } from '../prompt/branch.ts';
import { type Attachment, MOST_IMAGE_BYTES } from './attachment.ts';
import type { AttachmentService } from './attachment-service.ts';
import { refuseUnreadable } from './message-attachments.ts';

/** The most images of a prompt. Anthropic takes 20 of any size; each is as long as a page of text. */
const MOST_IMAGES = 20;
/** The most bytes of attached texts that are read for a prompt: a model with a million tokens takes no more. */
const MOST_TEXT_BYTES = 4 * 2 ** 20;

/** What a model is told of a message's files, after its text, and shown with it. */
interface Told {
  readonly text: string;
  readonly images: readonly PromptImage[];
}

/** How much of older messages' files may still be told. */
interface Room {
  images: number;
  imageBytes: number;
  textBytes: number;
  /** Whether the model can be shown images of a type. */
  readonly takes: (contentType: string) => boolean;
}

/**
 * A branch with the files of its messages: texts are told after what the message says, images are shown with it. The
 * question's come first, then those of the newest messages, as many as there is room for; of the others, and where a
 * model can't see an older image, their names are told.
 *
 * @throws {BadUserInputError} when the model can't be given the files of the question
 * @throws {UnavailableError} when the store of files doesn't answer
 */
export async function withAttachments(
  branch: Branch,
  asked: { readonly ownerId: string; readonly model: ModelName; readonly signal: AbortSignal },
  deps: { readonly attachments: AttachmentService; readonly models: Pick<Models, 'sees' | 'takesImage'> },
): Promise<Branch> {
  const { attachments, models } = deps;
  const { ownerId, model, signal } = asked;
  const { question } = branch;
  const having = branch.before.filter(({ attachmentCount }) => attachmentCount > 0).map(({ id }) => id);
  if (question.attachmentCount === 0 && (having.length === 0 || model.provider === 'local')) return branch;
  const ids = [question.messageId, ...having];
  const found = await attachments.ofMessages(ownerId, ids);
  const [asking = [], ...older] = found;
  await refuseUnreadable(models, model, asking);
  const sees = found.flat().some(({ kind }) => kind === 'IMAGE') && (await models.sees(model));
  const room: Room = {
    images: sees ? MOST_IMAGES : 0,
    imageBytes: MOST_IMAGE_BYTES,
    textBytes: MOST_TEXT_BYTES,
    takes: (contentType) => models.takesImage(model, contentType),
  };
  const files = await tell(asking, room, attachments, signal);
  const told = new Map<string, Told>();
  for (const [index, id] of having.entries()) {
    told.set(id, await tell(older[index] ?? [], room, attachments, signal));
  }
  return {
    ...branch,
    question: { ...question, files: files.text, ...shown(files) },
    before: branch.before.map((message) => {
      const its = told.get(message.id);
      return its ? { ...message, content: `${message.content}\n\n${its.text}`, ...shown(its) } : message;
    }),
  };
}

function shown({ images }: Told): { images?: readonly PromptImage[] } {
  return images.length > 0 ? { images } : {};
}

async function tell(
  files: readonly Attachment[],
  room: Room,
  attachments: AttachmentService,
  signal: AbortSignal,
): Promise<Told> {
  const images: PromptImage[] = [];
  const texts: string[] = [];
  for (const file of files) {
    const name = quoted(file.name);
    if (file.kind === 'IMAGE') {
      const image = takeImage(file, room, attachments);
      if (image) images.push(image);
      texts.push(image ? `[Attached image: ${name}]` : `[Attached image, which isn’t shown here: ${name}]`);
    } else {
      const bytes = takeText(file, room) ? await attachments.read(file, signal) : undefined;
      texts.push(bytes ? fileBlock(name, bytes) : `[Attached file, of which nothing is told here: ${name}]`);
    }
  }
  return { text: texts.join('\n\n'), images };
}

function takeImage(file: Attachment, room: Room, attachments: AttachmentService): PromptImage | undefined {
  const { width, height, contentType, bytes } = file;
  if (room.images === 0 || bytes > room.imageBytes || !room.takes(contentType)) return undefined;
  if (width === null || height === null) return undefined;
  room.images--;
  room.imageBytes -= bytes;
  return { contentType, width, height, load: (signal) => attachments.read(file, signal) };
}

function takeText({ bytes }: Attachment, room: Room): boolean {
  if (bytes > room.textBytes) return false;
  room.textBytes -= bytes;
  return true;
}

/** A file between tags, the last of which can't stand in it. */
function fileBlock(name: string, bytes: Buffer): string {
  const text = bytes
    .toString()
    .replace(/^\ufeff/, '')
    .replaceAll(/<(\/file)/gi, '<\\$1');
  return `<file name=${name}>\n${text}\n</file>`;
}

/** A name as JSON, in which no tag can end. */
function quoted(name: string): string {
  return JSON.stringify(name).replaceAll('<', '\\u003c');
}
