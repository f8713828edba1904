/** What stands at the beginning of every archive. */
export const README = `# Your data in LEX

All of it is as it was at one moment.

- \`profile.json\`: you, with what you chose in the settings.
- \`conversations.json\`: your conversations with all messages. Each message names the one that it follows as
  \`parentId\`; messages with the same parent begin branches.
- \`conversations/\`: the same to be read, a file for each of the first 20,000.
- \`memories.json\`: what LEX remembers for you, with what each memory said before.
- \`summaries.json\`: what LEX wrote down of the beginnings of long conversations.
- \`documents.json\`: the files that were read into memory; their parts are among the memories.
- \`jobs.json\`: what LEX did for you in the background, with what came of it.
- \`usage.json\`: what models were asked for you, by days.
- \`api-keys.json\`: the names of your keys. The keys themselves are nowhere.
- \`imported.json\`: where imported conversations came from.
- \`files.json\` and \`files/\`: spoken replies, documents and attachments. A message names those that it has attached
  by their ids, as \`attachments\`.

Times are in UTC. LEX takes the archive back: Settings, Import.
`;
