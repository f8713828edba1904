/** Where memories are stored and looked up unless another namespace is given, and where facts from chats go. */
export const DEFAULT_NAMESPACE = 'default';
