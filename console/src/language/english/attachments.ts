export const englishAttachments = {
  title: 'Attached files',
  choose: 'Attach files',
  remove: (name: string) => `Remove ${name}`,
  uploading: 'Uploading…',
};
