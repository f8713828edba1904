import { useQuery } from 'urql';
import { documentOf } from '../api/document.ts';
import { addressOf, goTo } from '../app/route.ts';
import {
  ChooseModelDocument,
  ModelsDocument,
  SummarizeConversationDocument,
  type ThreadConversationFragment,
} from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Menu, MenuChoice } from '../parts/menu.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useApi } from '../session/session.ts';
import { useOpenThread } from './thread-context.ts';

export interface ChatHeadProps {
  readonly title: string;
  /** Undefined for one that hasn't begun. */
  readonly conversation: ThreadConversationFragment | undefined;
}

/** The title of a conversation, the model that answers in it, and what can be done with the whole. */
export function ChatHead({ title, conversation }: ChatHeadProps) {
  const strings = useStrings();
  const api = useApi();
  const toasts = useToasts();
  const summarize = async (conversationId: string) => {
    try {
      const { summarizeConversation } = await api.change(SummarizeConversationDocument, { conversationId });
      const run = () => goTo('jobs', summarizeConversation.id);
      toasts.show({ text: strings.chat.summarizing, action: { label: strings.pages.jobs, run } });
    } catch (cause) {
      toasts.failed(cause);
    }
  };
  return (
    <header className="chat-head">
      <h1 dir="auto">{title}</h1>
      {conversation && (
        <>
          <Button kind="quiet" onClick={() => void summarize(conversation.id)}>
            {strings.chat.summarize}
          </Button>
          <ModelMenu conversation={conversation} />
        </>
      )}
      {conversation && (
        <a className="icon-button" href={addressOf('chat')} aria-label={strings.conversations.new}>
          <Icon name="plus" />
        </a>
      )}
    </header>
  );
}

/** Chooses the model that answers from now on. */
function ModelMenu({ conversation }: { readonly conversation: ThreadConversationFragment }) {
  const strings = useStrings();
  const api = useApi();
  const toasts = useToasts();
  const thread = useOpenThread();
  const [{ data }] = useQuery({ query: documentOf(ModelsDocument), variables: {} });
  const models = data?.models ?? [];
  const standard = models.find(({ isDefault }) => isDefault)?.name ?? '';
  const choose = async (model: string) => {
    try {
      const chosen = await api.change(ChooseModelDocument, { id: conversation.id, model: model || null });
      thread.takeConversation(chosen.updateConversation);
    } catch (cause) {
      toasts.failed(cause);
    }
  };
  const shown = conversation.model ?? standard;
  return (
    <Menu
      trigger={
        <Button kind="quiet" className="model-button" aria-label={`${strings.chat.model}: ${shown}`}>
          {shown} <Icon name="chevronDown" size={14} />
        </Button>
      }
    >
      <MenuChoice
        value={conversation.model ?? ''}
        onChange={(model) => void choose(model)}
        choices={[
          { value: '', label: strings.chat.modelOfServer(standard) },
          ...models.map(({ name }) => ({ value: name, label: name })),
        ]}
      />
    </Menu>
  );
}
