import { startEmbeddedChat } from '../../support/console/chat-deployment.ts';
import { behavesAsChat } from './behaves-as-chat.ts';

behavesAsChat('a chat with Lex by itself', startEmbeddedChat);
