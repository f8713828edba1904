/**
 * @generated SignedSource<<e954cd3ed835d25a8bc31e98d71412c9>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type ReplyEventKind = "AUDIO" | "COMPLETED" | "DELTA" | "FAILED" | "REASONING" | "RESTARTED" | "STOPPED" | "%future added value";
export type documentsReplySubscription$variables = {
  id: string;
};
export type documentsReplySubscription$data = {
  readonly replyStream: {
    readonly cursor: string;
    readonly kind: ReplyEventKind;
    readonly text: string | null | undefined;
  };
};
export type documentsReplySubscription = {
  response: documentsReplySubscription$data;
  variables: documentsReplySubscription$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "id"
  }
],
v1 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "messageId",
        "variableName": "id"
      }
    ],
    "concreteType": "ReplyEvent",
    "kind": "LinkedField",
    "name": "replyStream",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "kind",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "cursor",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "text",
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
    "name": "documentsReplySubscription",
    "selections": (v1/*:: as any*/),
    "type": "Subscription",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "documentsReplySubscription",
    "selections": (v1/*:: as any*/)
  },
  "params": {
    "cacheID": "fab13d34368e1cfa6324e0a5536a86fe",
    "id": null,
    "metadata": {},
    "name": "documentsReplySubscription",
    "operationKind": "subscription",
    "text": "subscription documentsReplySubscription(\n  $id: ID!\n) {\n  replyStream(messageId: $id) {\n    kind\n    cursor\n    text\n  }\n}\n"
  }
};
})();

(node as any).hash = "a6bef8d1f864d95439b330740f2fc948";

export default node;
