// What site_build/learner_api.py derives from the sources; build.mjs puts it under this name.

declare module "learner-api" {
  const modules: import("./learner_api.ts").Modules;
  export default modules;
}
