using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Documents;
using ImageTagging.Elasticsearch.Transport;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Elasticsearch.Indices;

/// <summary>Creates what is missing and checks what is there.</summary>
internal sealed class IndexSetup(SearchClient client, ElasticsearchIndexOptions options, IndexNames names, ILogger logger)
{
    /// <summary>The facts that are known once the index is ready.</summary>
    internal sealed record Ready(FoundServer Server, string Concrete, bool IsNewer, bool MayBeWritten)
    {
        public Flavour Flavour => Server.Flavour;
    }

    /// <summary>Finds the index and what is behind it; where it may, creates what is missing.</summary>
    /// <param name="mayChange">Whether anything may be created or changed: a reader needs no right to.</param>
    /// <param name="before">What was found before: of the same index the server is not asked once more which one it is. Null for nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Ready> EnsureAsync(bool mayChange, Ready? before, CancellationToken cancellationToken)
    {
        var found = await FindAsync(cancellationToken, options.InteractiveRetryFor).ConfigureAwait(false);
        if (found is null && !mayChange)
        {
            throw Missing();
        }

        if (found is null)
        {
            await CreateAsync(names.First, [names.Alias, IndexNames.Writes(names.First)], cancellationToken)
                .ConfigureAwait(false);
            found =
                await FindAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new ImageTaggingException(
                    $"The index '{names.First}' is there without its alias '{names.Alias}'. Add the alias, or delete the index to start anew."
                )
                {
                    Code = ErrorCodes.AliasMissing,
                };
        }

        var isNewer = await CheckAsync(found, mayChange, cancellationToken).ConfigureAwait(false);
        var server = string.Equals(before?.Concrete, found.Name, StringComparison.Ordinal)
            ? before!.Server
            : await ServerFlavour.FindAsync(client, names.Alias, cancellationToken).ConfigureAwait(false);
        if (mayChange)
        {
            foreach (var difference in found.Differences(options))
            {
                Log.SettingDiffers(logger, difference);
            }
        }

        return new(server, found.Name, isNewer, mayChange);
    }

    /// <summary>The concrete index behind the alias; null where there is none.</summary>
    public async Task<FoundIndex?> FindAsync(CancellationToken cancellationToken, TimeSpan? retryFor = null)
    {
        using var answer = await client
            .SendUnlessMissingAsync(
                new(HttpMethod.Get, IndexNames.Escape(names.Alias)),
                client.NewAttempts(retryFor),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (answer is null)
        {
            return null;
        }

        var all = SearchClient.Read(answer, FoundIndex.ReadAll);
        if (all.Count != 1)
        {
            throw Foreign($"the alias stands for {all.Count} indices, and should for one");
        }

        return all[0] is { IsOurs: true } one && !string.Equals(one.Name, names.Alias, StringComparison.Ordinal)
            ? one
            : throw Foreign("it was not made by this SDK");
    }

    /// <summary>A concrete index by its own name; null where there is none.</summary>
    public async Task<FoundIndex?> FindConcreteAsync(string concrete, CancellationToken cancellationToken)
    {
        using var answer = await client
            .SendUnlessMissingAsync(new(HttpMethod.Get, IndexNames.Escape(concrete)), client.NewAttempts(), cancellationToken)
            .ConfigureAwait(false);
        return answer is null ? null : SearchClient.Read(answer, root => FoundIndex.ReadAll(root)[0]);
    }

    /// <summary>Creates a concrete index; that it is there already is fine.</summary>
    public async Task CreateAsync(string concrete, IReadOnlyList<string> aliases, CancellationToken cancellationToken)
    {
        using var body = Mapping.Create(options, aliases);
        if (await PutIndexAsync(concrete, body, cancellationToken).ConfigureAwait(false))
        {
            Log.Created(logger, concrete, names.Alias);
        }
    }

    private async Task<bool> CheckAsync(FoundIndex found, bool mayChange, CancellationToken cancellationToken)
    {
        if (found.Schema > Mapping.Schema)
        {
            return true;
        }

        if (string.Equals(found.MappingHash, Mapping.Hash, StringComparison.Ordinal))
        {
            return false;
        }

        var (missing, differs) = found.Compare();
        if (found.Schema < Mapping.Schema || differs is not null)
        {
            var why = differs is null
                ? $"its documents have the form {found.Schema}"
                : $"its field '{differs}' is of another kind";
            throw new ImageTaggingException(
                $"The index '{found.Name}' was made by another version ({why}). Call ElasticsearchTagIndex.MigrateAsync once; searches go on meanwhile."
            )
            {
                Code = ErrorCodes.MigrationNeeded,
            };
        }

        // What is not mapped yet is found nowhere, which is true.
        if (!mayChange)
        {
            return false;
        }

        using var body = Mapping.Add(missing);
        using var answer = await client
            .SendAsync(new(HttpMethod.Put, IndexNames.Escape(found.Name) + "/_mapping", body.Memory), cancellationToken)
            .ConfigureAwait(false);
        Log.Extended(logger, found.Name);
        return false;
    }

    /// <summary>Creates the index of the named state; that it is there already is fine.</summary>
    public async Task CreateStateAsync(CancellationToken cancellationToken)
    {
        using var body = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("settings");
            writer.WriteStartObject("index");
            writer.WriteNumber("number_of_shards", 1);
            Mapping.WriteReplicas(writer, options.Replicas);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WritePropertyName("mappings");
            writer.WriteRawValue(
                """{"dynamic":false,"_meta":{"image_tagging":{"state":1}},"properties":{"name":{"type":"keyword"}}}"""
            );
            // Its alias is what writes go through: with require_alias none of them makes an index by chance.
            writer.WriteStartObject("aliases");
            writer.WriteStartObject(names.StateAlias);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        await PutIndexAsync(names.State, body, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> PutIndexAsync(string name, PooledBuffer body, CancellationToken cancellationToken)
    {
        using var answer = await client
            .SendAsync(
                new(HttpMethod.Put, IndexNames.Escape(name) + "?wait_for_active_shards=1", body.Memory),
                cancellationToken,
                retryFor: null,
                400
            )
            .ConfigureAwait(false);
        if (answer.IsSuccess)
        {
            if (!IsAcknowledged(answer))
            {
                await UntilThereAsync(name, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }

        // Someone else was faster, or an answer was lost.
        var (type, _) = SearchFault.Read(answer.Body);
        return type == "resource_already_exists_exception" ? false : throw SearchFault.Of(answer, client.Transport.Address);
    }

    private static bool IsAcknowledged(SearchServerResponse answer) =>
        SearchClient.Read(
            answer,
            root =>
                root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("acknowledged", out var acknowledged)
                || acknowledged.ValueKind != JsonValueKind.False
        );

    // A server with too much to do answers before it has made the index.
    private async Task UntilThereAsync(string name, CancellationToken cancellationToken)
    {
        var attempts = client.NewAttempts();
        while (await FindConcreteAsync(name, cancellationToken).ConfigureAwait(false) is null)
        {
            var slow = new ImageTaggingException(
                $"The search server {client.Transport.Address} has too much to do: it has taken the request to create '{name}', and the index is not there yet."
            )
            {
                Kind = FailureKind.Transient,
                Code = ErrorCodes.TooBusy,
            };
            await attempts.WaitOrThrowAsync(slow, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The fault of a reader whose index is not there.</summary>
    public ImageTaggingException Missing() =>
        new(
            $"There is no index '{names.Alias}' on the search server {client.Transport.Address}; is the name right? A run creates it."
        )
        {
            Code = ErrorCodes.NoIndex,
        };

    private ImageTaggingException Foreign(string why) =>
        new($"'{names.Alias}' on the search server cannot be used: {why}. Choose another index name.")
        {
            Code = ErrorCodes.ForeignIndex,
        };
}
