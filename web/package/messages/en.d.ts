import type { Messages } from "../types.js";

declare const messages: Messages;
export default messages;
