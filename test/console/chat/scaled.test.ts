import { startScaledChat } from '../../support/console/chat-deployment.ts';
import { whyNoPostgres } from '../../support/servers/start-postgres.ts';
import { whyNoRedis } from '../../support/servers/start-redis.ts';
import { behavesAsChat } from './behaves-as-chat.ts';

behavesAsChat('a chat with Lex on many machines', startScaledChat, whyNoPostgres() ?? whyNoRedis());
