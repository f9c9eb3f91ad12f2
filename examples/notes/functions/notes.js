// Keeps the notes of each caller, one file for each: several of these processes may run at once.
const { randomUUID } = require("node:crypto");
const { mkdir, readFile, readdir, rename, rm, writeFile } = require("node:fs/promises");
const { join } = require("node:path");

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

exports.handler = async (event) => {
  const { principalId, decision } = event.requestContext.authorizer;
  const folder = join(process.env.FOLDER, principalId);
  const answer = (statusCode, body) => ({
    statusCode,
    headers: { "Content-Type": "application/json", "X-Decision": decision },
    body: body === undefined ? "" : JSON.stringify(body),
  });
  switch (event.httpMethod) {
    case "GET":
      return answer(200, await all(folder));
    case "POST":
      return answer(201, await add(folder, JSON.parse(event.body).text));
    case "DELETE":
      return (await drop(folder, event.pathParameters.id)) ? answer(204) : answer(404, { message: "no such note" });
    default:
      return answer(405, { message: "no such method" });
  }
};

async function all(folder) {
  await mkdir(folder, { recursive: true });
  const names = (await readdir(folder)).filter((name) => ID.test(name));
  const notes = await Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8"))));
  return notes.sort((one, other) => other.at - one.at);
}

async function add(folder, text) {
  const note = { id: randomUUID(), at: Date.now(), text };
  await mkdir(folder, { recursive: true });
  // Whoever lists meanwhile sees the whole note or none.
  const draft = join(folder, `.${note.id}`);
  await writeFile(draft, JSON.stringify(note));
  await rename(draft, join(folder, note.id));
  return note;
}

async function drop(folder, id) {
  if (!ID.test(id)) return false;
  return rm(join(folder, id)).then(
    () => true,
    () => false,
  );
}
