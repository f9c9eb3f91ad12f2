"use strict";

exports.handler = async (event, context) => {
  if (event.path === "/fail") throw new Error("asked to fail");
  if (event.path === "/exit") process.exit(1);
  const { path, requestContext: { stage }, body } = event;
  return { statusCode: 201, body: JSON.stringify({ path, name: context.functionName, stage, body }) };
};
