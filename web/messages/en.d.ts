// The words of one language, which are made of its Fluent file.

declare const messages: import("../package").Messages;
export default messages;
