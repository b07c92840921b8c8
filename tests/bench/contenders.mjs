/**
 * The eleven rules that every library can express: host, port, security, e-mail, optional reply-to,
 * authentication kind, GUID, secret, authority, and two across fields: OAuth wants TLS, and port 587 STARTTLS.
 *
 * Each contender takes a form and gives how many faults it found, all of them.
 */
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import * as v from "valibot";
import { z } from "zod";

const SECURITIES = /** @type {const} */ (["none", "ssl", "tls"]);
const PROVIDERS = /** @type {const} */ (["none", "microsoft-exchange", "google-workspace", "custom"]);
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HOST = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** @param {{ security: string, oauth: { provider: string } }} form */
const wantsTls = ({ security, oauth }) => oauth.provider !== "none" && security === "none";
/** @param {{ security: string, port: number }} form */
const wantsStartTls = ({ security, port }) => port === 587 && security === "ssl";

const inZod = z
  .object({
    server: z.hostname(),
    port: z.int().min(1).max(65535),
    security: z.enum(SECURITIES),
    requires_authentication: z.boolean(),
    username: z.email(),
    reply_to: z.email().optional(),
    oauth: z.object({
      provider: z.enum(PROVIDERS),
      client_id: z.guid(),
      client_secret: z.string().min(1),
      authority_url: z.url({ protocol: /^https$/ }),
    }),
  })
  .superRefine((form, context) => {
    if (wantsTls(form)) context.addIssue({ code: "custom", path: ["security"], message: "OAuth wants TLS" });
    if (wantsStartTls(form)) context.addIssue({ code: "custom", path: ["port"], message: "STARTTLS is meant" });
  });

const inValibot = v.pipe(
  v.object({
    server: v.pipe(v.string(), v.regex(HOST)),
    port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535)),
    security: v.picklist(SECURITIES),
    requires_authentication: v.boolean(),
    username: v.pipe(v.string(), v.email()),
    reply_to: v.optional(v.pipe(v.string(), v.email())),
    oauth: v.object({
      provider: v.picklist(PROVIDERS),
      client_id: v.pipe(v.string(), v.regex(GUID)),
      client_secret: v.pipe(v.string(), v.nonEmpty()),
      authority_url: v.pipe(v.string(), v.url(), v.startsWith("https:")),
    }),
  }),
  v.check((form) => !wantsTls(form), "OAuth wants TLS"),
  v.check((form) => !wantsStartTls(form), "STARTTLS is meant"),
);

const ajv = new Ajv2020({ allErrors: true, strictTypes: false });
formats.default(ajv);
const inAjv = ajv.compile({
  type: "object",
  required: ["server", "port", "security", "username", "oauth"],
  properties: {
    server: { type: "string", format: "hostname" },
    port: { type: "integer", minimum: 1, maximum: 65535 },
    security: { enum: SECURITIES },
    requires_authentication: { type: "boolean" },
    username: { type: "string", format: "email" },
    reply_to: { type: "string", format: "email" },
    oauth: {
      type: "object",
      required: ["provider", "client_id", "client_secret", "authority_url"],
      properties: {
        provider: { enum: PROVIDERS },
        client_id: { type: "string", format: "uuid" },
        client_secret: { type: "string", minLength: 1 },
        authority_url: { type: "string", format: "uri", pattern: "^https:" },
      },
    },
  },
  allOf: [
    {
      if: { properties: { security: { const: "none" } } },
      then: { properties: { oauth: { properties: { provider: { const: "none" } } } } },
    },
    {
      if: { properties: { port: { const: 587 } } },
      then: { properties: { security: { not: { const: "ssl" } } } },
    },
  ],
});

/** @type {Record<string, (form: any) => number>} */
export const CONTENDERS = {
  "zod 4": (form) => inZod.safeParse(form).error?.issues.length ?? 0,
  "ajv 8": (form) => (inAjv(form) ? 0 : (inAjv.errors ?? []).length),
  "valibot 1": (form) => v.safeParse(inValibot, form).issues?.length ?? 0,
};
