/**
 * A throw-away certification authority. `ca.pem` is the one root that a test may trust; every other leaf has
 * exactly one defect: it is out of date, names another host, or comes from a root that nobody trusts.
 */
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const DAY_MS = 86_400_000;
const LOOPBACK = "DNS:localhost,IP:127.0.0.1,IP:::1";
const EC_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/**
 * @typedef {{ certificate: string, key: string }} Identity the PEM files of a certificate and its private key
 */

/** @param {string} directory where everything is written, and which must not exist yet */
export async function createCertificates(directory) {
  await mkdir(directory);
  const [root, rogueRoot] = await Promise.all([
    selfSign(directory, "ca", "/CN=Mailvet test root"),
    selfSign(directory, "rogue-ca", "/CN=Mailvet rogue root"),
  ]);
  const [good, expired, wrongName, untrusted] = await Promise.all([
    issue(directory, "good", root, { names: LOOPBACK, fromDay: -1, toDay: 90 }),
    issue(directory, "expired", root, { names: LOOPBACK, fromDay: -90, toDay: -1 }),
    issue(directory, "wrong-name", root, { names: "DNS:other.example", fromDay: -1, toDay: 90 }),
    issue(directory, "untrusted", rogueRoot, { names: LOOPBACK, fromDay: -1, toDay: 90 }),
  ]);
  return { caFile: root.certificate, good, expired, wrongName, untrusted };
}

/**
 * @param {string} directory
 * @param {string} name
 * @param {string} subject
 * @returns {Promise<Identity>}
 */
async function selfSign(directory, name, subject) {
  const identity = identityIn(directory, name);
  await run("openssl", [
    ...["req", "-x509", "-config", "/dev/null", "-days", "90", "-subj", subject, ...EC_KEY],
    ...["-addext", "basicConstraints=critical,CA:true", "-addext", "keyUsage=critical,keyCertSign,cRLSign"],
    ...["-addext", "subjectKeyIdentifier=hash", "-keyout", identity.key, "-out", identity.certificate],
  ]);
  return identity;
}

/**
 * Issues by `openssl ca`, which alone takes dates in the past in OpenSSL 3.0.
 * @param {string} directory
 * @param {string} name
 * @param {Identity} issuer
 * @param {{ names: string, fromDay: number, toDay: number }} content days count from now
 * @returns {Promise<Identity>}
 */
async function issue(directory, name, issuer, { names, fromDay, toDay }) {
  const identity = identityIn(directory, name);
  const file = (/** @type {string} */ kind) => join(directory, `${name}.${kind}`);
  await Promise.all([
    writeFile(file("database"), ""),
    writeFile(file("conf"), issuingConfiguration(file("database"), directory, names)),
    run("openssl", [
      ...["req", "-new", "-config", "/dev/null", "-subj", `/CN=${name}`, ...EC_KEY],
      ...["-keyout", identity.key, "-out", file("csr")],
    ]),
  ]);
  await run("openssl", [
    ...["ca", "-batch", "-notext", "-config", file("conf"), "-in", file("csr"), "-out", identity.certificate],
    ...["-cert", issuer.certificate, "-keyfile", issuer.key],
    ...["-startdate", asn1Time(fromDay), "-enddate", asn1Time(toDay)],
  ]);
  return identity;
}

/**
 * @param {string} database
 * @param {string} directory
 * @param {string} names
 */
function issuingConfiguration(database, directory, names) {
  return `
[ca]
default_ca = issuing
[issuing]
database = ${database}
new_certs_dir = ${directory}
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = leaf
[any]
commonName = supplied
[leaf]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = ${names}
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
`;
}

/**
 * @param {string} directory
 * @param {string} name
 * @returns {Identity}
 */
function identityIn(directory, name) {
  return { certificate: join(directory, `${name}.pem`), key: join(directory, `${name}.key`) };
}

/** @param {number} day as ASN.1 GeneralizedTime, `YYYYMMDDHHMMSSZ` */
function asn1Time(day) {
  return `${new Date(Date.now() + day * DAY_MS).toISOString().slice(0, 19).replace(/\D/g, "")}Z`;
}
