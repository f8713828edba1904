/**
 * @generated SignedSource<<6b244d3d2e0fd39c65b83e6b832e2f99>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type WhenBusy = "INTERRUPT" | "QUEUE" | "REJECT" | "%future added value";
export type ChatInput = {
  asFirst?: boolean | null | undefined;
  attachments?: ReadonlyArray<AttachmentInput> | null | undefined;
  conversationId?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
  message: string;
  model?: string | null | undefined;
  parentId?: string | null | undefined;
  timeZone?: string | null | undefined;
  voiceMode?: boolean | null | undefined;
  waitMs?: number | null | undefined;
  whenBusy?: WhenBusy | null | undefined;
};
export type AttachmentInput = {
  base64?: string | null | undefined;
  id?: string | null | undefined;
  name?: string | null | undefined;
};
export type documentsChatMutation$variables = {
  input: ChatInput;
};
export type documentsChatMutation$data = {
  readonly chat: {
    readonly reply: {
      readonly id: string;
    };
  };
};
export type documentsChatMutation = {
  response: documentsChatMutation$data;
  variables: documentsChatMutation$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "input"
  }
],
v1 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "input",
        "variableName": "input"
      }
    ],
    "concreteType": "ChatPayload",
    "kind": "LinkedField",
    "name": "chat",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "Message",
        "kind": "LinkedField",
        "name": "reply",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "id",
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "documentsChatMutation",
    "selections": (v1/*:: as any*/),
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "documentsChatMutation",
    "selections": (v1/*:: as any*/)
  },
  "params": {
    "cacheID": "30a306c9b477faad6ae031b1c987d83a",
    "id": null,
    "metadata": {},
    "name": "documentsChatMutation",
    "operationKind": "mutation",
    "text": "mutation documentsChatMutation(\n  $input: ChatInput!\n) {\n  chat(input: $input) {\n    reply {\n      id\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "7a05b5a631111a2cf8f1a5ba8ba85319";

export default node;
