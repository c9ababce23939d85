/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('gitops_timeline', table => {
    table.comment('What happened to Flux objects, for the pages');
    table.bigIncrements('id').primary();
    table
      .string('dedupe_key', 255)
      .notNullable()
      .unique()
      .comment('The same happening is recorded once, however often it is seen');
    table.string('cluster', 63).notNullable();
    table.string('kind', 63).notNullable();
    table.string('namespace', 63).notNullable();
    table.string('name', 253).notNullable();
    table.dateTime('at', { precision: 3 }).notNullable();
    table.string('type', 32).notNullable();
    table.string('severity', 16).notNullable();
    table.text('message').notNullable();
    table.string('revision', 255).nullable();
    table.string('actor', 255).nullable().comment('Entity ref of who acted');
    table.integer('count').notNullable().defaultTo(1);
    table
      .string('owner', 255)
      .notNullable()
      .comment('Owner of the namespace when it happened');
    table
      .text('delivers_to')
      .notNullable()
      .comment('Owners of the namespaces delivered to, each between spaces');
    table.index(
      ['cluster', 'kind', 'namespace', 'name', 'id'],
      'gitops_timeline_object_idx',
    );
    table.index(['at'], 'gitops_timeline_at_idx');
  });
  await knex.schema.createTable('gitops_object_state', table => {
    table.comment('The last state of each Flux object that the timeline knows');
    table.string('cluster', 63).notNullable();
    table.string('kind', 63).notNullable();
    table.string('namespace', 63).notNullable();
    table.string('name', 253).notNullable();
    table.text('state').notNullable().comment('JSON');
    table.primary(['cluster', 'kind', 'namespace', 'name']);
  });
  await knex.schema.createTable('gitops_commits', table => {
    table.comment('Commits that sources reported, because events expire');
    table.string('revision', 255).primary();
    table.string('author', 255).nullable();
    table.text('message').nullable();
    table.string('committed_at', 64).nullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('gitops_commits');
  await knex.schema.dropTable('gitops_object_state');
  await knex.schema.dropTable('gitops_timeline');
};
