using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Documents;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Transport;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Elasticsearch.Migrating;

/// <summary>Copies everything into a new index and switches the alias. Every step finds out how far the ones before it came.</summary>
internal sealed class IndexMigration(
    SearchClient client,
    IndexSetup setup,
    IndexNames names,
    VectorFields vectors,
    ElasticsearchIndexOptions options,
    ILogger logger
)
{
    public async Task<long> RunAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var old = await FindAsync(cancellationToken).ConfigureAwait(false);
        if (old.Schema > Mapping.Schema)
        {
            throw new ImageTaggingException(
                $"The index '{old.Name}' is of a newer version; it cannot be migrated back. Update ImageTagging.Elasticsearch."
            )
            {
                Code = ErrorCodes.NewerSchema,
            };
        }

        var server = await ServerFlavour.FindAsync(client, names.Alias, cancellationToken).ConfigureAwait(false);
        vectors.Know(server);
        var flavour = server.Flavour;
        var next = names.After(old.Name);
        try
        {
            return await CopyAndSwitchAsync(old.Name, next, flavour, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (fault.Code == ErrorCodes.IndexMissing)
        {
            // The switch that a killed process had sent was carried out only now: the copy was complete, and is the index.
            var now = await setup.FindAsync(cancellationToken).ConfigureAwait(false);
            if (now?.Name != next)
            {
                throw;
            }

            return await RecordCopy.CountAsync(client, next, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<long> CopyAndSwitchAsync(
        string old,
        string next,
        Flavour flavour,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        await SendAsync(HttpMethod.Put, IndexNames.Escape(old) + "/_block/write", body: null, cancellationToken)
            .ConfigureAwait(false);
        await RefreshAsync(old, cancellationToken).ConfigureAwait(false);
        await MakeNextAsync(next, cancellationToken).ConfigureAwait(false);

        var copy = new RecordCopy(client, new(client, options, logger), vectors, flavour);
        var copied = await copy.RunAsync(old, next, progress, cancellationToken).ConfigureAwait(false);
        await RefreshAsync(next, cancellationToken).ConfigureAwait(false);
        var (before, after) = (
            await RecordCopy.CountAsync(client, old, cancellationToken).ConfigureAwait(false),
            await RecordCopy.CountAsync(client, next, cancellationToken).ConfigureAwait(false)
        );
        if (before != after)
        {
            throw new ImageTaggingException(
                $"The copy '{next}' holds {after} records and '{old}' {before}; nothing was switched. Call ElasticsearchTagIndex.AbandonMigrationAsync, then ElasticsearchTagIndex.MigrateAsync."
            )
            {
                Code = ErrorCodes.CountChanged,
            };
        }

        await SwitchAsync(old, next, cancellationToken).ConfigureAwait(false);
        Log.Migrated(logger, old, next, after);
        return copied;
    }

    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        var old = await FindAsync(cancellationToken).ConfigureAwait(false);
        return await RecordCopy.CountAsync(client, old.Name, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> AbandonAsync(CancellationToken cancellationToken)
    {
        var old = await FindAsync(cancellationToken).ConfigureAwait(false);
        var half = await setup.FindConcreteAsync(names.After(old.Name), cancellationToken).ConfigureAwait(false);
        if (half is { IsOurs: true })
        {
            await SendAsync(HttpMethod.Delete, IndexNames.Escape(half.Name), body: null, cancellationToken, 404)
                .ConfigureAwait(false);
        }

        if (old.BlocksWrites)
        {
            var settings = """{"index.blocks.write":null}"""u8.ToArray();
            await SendAsync(HttpMethod.Put, IndexNames.Escape(old.Name) + "/_settings", settings, cancellationToken)
                .ConfigureAwait(false);
        }

        return half is not null || old.BlocksWrites;
    }

    private async Task<FoundIndex> FindAsync(CancellationToken cancellationToken) =>
        await setup.FindAsync(cancellationToken, options.InteractiveRetryFor).ConfigureAwait(false)
        ?? throw new ImageTaggingException($"There is no index '{names.Alias}' to migrate.") { Code = ErrorCodes.IndexMissing };

    // A half copy of another version's mapping is of no use.
    private async Task MakeNextAsync(string next, CancellationToken cancellationToken)
    {
        var there = await setup.FindConcreteAsync(next, cancellationToken).ConfigureAwait(false);
        if (there is not null && there.MappingHash != Mapping.Hash)
        {
            await SendAsync(HttpMethod.Delete, IndexNames.Escape(next), body: null, cancellationToken, 404).ConfigureAwait(false);
            there = null;
        }

        if (there is null)
        {
            await setup.CreateAsync(next, [], cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SwitchAsync(string old, string next, CancellationToken cancellationToken)
    {
        using var body = new PooledBuffer(1024);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("actions"u8);
            Action(writer, "add", next, names.Alias);
            Action(writer, "add", next, IndexNames.Writes(next));
            Action(writer, "remove_index", old, alias: null);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        using var answer = await client
            .SendAsync(new(HttpMethod.Post, "_aliases", body.Memory), cancellationToken, retryFor: null, 404)
            .ConfigureAwait(false);
        if (answer.IsSuccess)
        {
            return;
        }

        // The old index is gone: an answer was lost, or someone else has switched.
        var now = await setup.FindAsync(cancellationToken).ConfigureAwait(false);
        if (now?.Name != next)
        {
            throw SearchFault.Of(answer, client.Transport.Address);
        }
    }

    private static void Action(Utf8JsonWriter writer, string name, string index, string? alias)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(name);
        writer.WriteString("index"u8, index);
        if (alias is not null)
        {
            writer.WriteString("alias"u8, alias);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private Task RefreshAsync(string index, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, IndexNames.Escape(index) + "/_refresh", body: null, cancellationToken);

    private async Task SendAsync(
        HttpMethod method,
        string path,
        byte[]? body,
        CancellationToken cancellationToken,
        params int[] alsoGood
    )
    {
        using var answer = await client
            .SendAsync(new(method, path, body), cancellationToken, null, alsoGood)
            .ConfigureAwait(false);
    }
}
