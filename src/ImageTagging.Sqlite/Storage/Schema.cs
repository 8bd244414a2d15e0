namespace ImageTagging.Sqlite.Storage;

/// <summary>The tables, and how an older file becomes a present one.</summary>
internal static class Schema
{
    /// <summary>Marks a file as ours: "ITag".</summary>
    public const int ApplicationId = 0x49546167;

    // Writes come in random key order: what a transaction writes is about one page a record, whatever the page holds.
    public const int PageSize = 4096;

    /// <summary>The steps from each version to the next; a new version is a step behind the last.</summary>
    public static IReadOnlyList<string> Steps { get; } =
    [
        """
            CREATE TABLE head (
                id INTEGER PRIMARY KEY CHECK (id = 1), sequence INTEGER NOT NULL, floor INTEGER NOT NULL,
                slots INTEGER NOT NULL, cursor INTEGER NOT NULL, reads INTEGER NOT NULL, marks BLOB NOT NULL);
            INSERT INTO head VALUES (1, 0, 0, 0, 0, 1, x'010000');
            CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
            CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
            CREATE TABLE stamps (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
            CREATE TABLE keys (
                source INTEGER NOT NULL, key TEXT NOT NULL, slot INTEGER NOT NULL, token INTEGER NOT NULL, size INTEGER NOT NULL,
                modified INTEGER NOT NULL, listed INTEGER NOT NULL, stamp INTEGER NOT NULL, version TEXT, due INTEGER, gone INTEGER,
                PRIMARY KEY (source, key)) WITHOUT ROWID;
            CREATE TABLE records (slot INTEGER PRIMARY KEY, source INTEGER NOT NULL, key TEXT NOT NULL, facts BLOB NOT NULL, body BLOB NOT NULL);
            CREATE TABLE contents (hash INTEGER NOT NULL, slot INTEGER NOT NULL, PRIMARY KEY (hash, slot)) WITHOUT ROWID;
            CREATE TABLE contents_new (hash INTEGER NOT NULL, slot INTEGER NOT NULL, PRIMARY KEY (hash, slot)) WITHOUT ROWID;
            CREATE TABLE columns (block INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, data BLOB NOT NULL);
            CREATE TABLE terms (id INTEGER PRIMARY KEY, field INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE (field, name));
            CREATE TABLE totals (term INTEGER PRIMARY KEY, data BLOB NOT NULL);
            CREATE TABLE postings (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
            CREATE TABLE pending (id INTEGER PRIMARY KEY, last INTEGER NOT NULL, data BLOB NOT NULL);
            CREATE TABLE states (name TEXT PRIMARY KEY, token INTEGER NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE state_tokens (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL);
            INSERT INTO state_tokens VALUES (1, 0);
            """,
        // Bodies leave out what lies here, so that versions before cannot read them.
        """
            CREATE TABLE vector_spaces (id INTEGER PRIMARY KEY);
            CREATE TABLE vectors (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
            UPDATE head SET reads = 2;
            """,
        "CREATE TABLE vector_signs (id INTEGER PRIMARY KEY, data BLOB NOT NULL)",
        // Bodies hold facts of photographs, which versions before cannot read.
        """
            CREATE TABLE photo_columns (block INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, data BLOB NOT NULL);
            UPDATE head SET reads = 4;
            """,
        // Bodies hold perceptual hashes, which versions before cannot read.
        "UPDATE head SET reads = 5",
        // Who searches beside a writer reads only the blocks that changed, whatever the number of all.
        """
            CREATE INDEX columns_by_sequence ON columns (sequence);
            CREATE INDEX photo_columns_by_sequence ON photo_columns (sequence);
            """,
        // Bodies hold places in words, which versions before cannot read.
        "UPDATE head SET reads = 7",
    ];

    public static int Version => Steps.Count;

    // Files of this version hold embeddings alone; the step from it makes room for their signs.
    private const int WithoutSigns = 2;

    /// <summary>The version of a file; 0 for an empty one.</summary>
    /// <exception cref="ImageTaggingException">The file belongs to another program.</exception>
    public static int Read(Database database)
    {
        var application = database.Number("PRAGMA application_id");
        var version = (int)database.Number("PRAGMA user_version");
        if (application == ApplicationId)
        {
            return version;
        }

        if (application == 0 && version == 0 && database.Number("SELECT count(*) FROM sqlite_schema") == 0)
        {
            return 0;
        }

        // Another process may have made an index of it between two of these statements.
        return database.Number("PRAGMA application_id") == ApplicationId
            ? (int)database.Number("PRAGMA user_version")
            : throw SqliteFault.From(SQLitePCL.raw.SQLITE_NOTADB, "", database.Path);
    }

    /// <summary>Brings the file to the present version, in the transaction that the caller holds.</summary>
    public static void Migrate(Database database, int from, IReadOnlyList<string> steps)
    {
        for (var version = from; version < steps.Count; version++)
        {
            database.Execute(steps[version]);
            if (version == WithoutSigns)
            {
                Writing.SignWriter.AddAll(database);
            }
        }

        database.Execute(
            FormattableString.Invariant($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {steps.Count}")
        );
    }

    public static ImageTaggingException Newer(string path, int version) =>
        new(
            $"The index '{path}' was made by a newer version of ImageTagging (schema {version}, this one knows {Version}); update this program to write to it."
        )
        {
            Kind = FailureKind.SetUp,
            Code = ErrorCodes.NewerSchema,
        };
}
