import type { Route } from '../http/route.ts';
import { sendJson } from '../http/writing/send-json.ts';

export function createConsoleSettingsRoute(settings: object): Route {
  return (_, response) => sendJson(response, 200, settings);
}
