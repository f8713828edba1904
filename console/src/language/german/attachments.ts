import type { Strings } from '../strings.ts';

export const germanAttachments: Strings['attachments'] = {
  title: 'Angehängte Dateien',
  choose: 'Dateien anhängen',
  remove: (name) => `${name} entfernen`,
  uploading: 'Wird hochgeladen…',
};
