using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Transport;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Elasticsearch.Indices;

/// <summary>The fields by which similar pictures are found: one for each space, mapped when its first embedding is written.</summary>
/// <remarks>
/// Both servers compare with every vector that the filter leaves, Elasticsearch by an index of the type <c>flat</c>, OpenSearch by the
/// scoring script of its k-NN plugin: exact, and nothing is built while documents are written.
/// </remarks>
internal sealed class VectorFields(SearchClient client, ILogger logger) : IDisposable
{
    /// <summary>The field that holds them all.</summary>
    public const string Root = "vectors";

    private readonly ConcurrentDictionary<(string Index, string Field), bool> _mapped = [];
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile bool _areRefused;
    private volatile bool _areUnknown;
    private volatile VectorForm _form;

    /// <summary>True if vectors are written and searched; true until the server is known to have none.</summary>
    public bool AreKept => !_areRefused && !_areUnknown;

    /// <summary>How vectors are written; null where none are.</summary>
    public VectorForm? Form => AreKept ? _form : null;

    /// <summary>Tells which server it is.</summary>
    public void Know(FoundServer server)
    {
        _form = server.Flavour == Flavour.Elasticsearch ? VectorForm.Digits : VectorForm.Numbers;
        _areUnknown = !server.MayHaveVectors;
    }

    /// <summary>The name, within <see cref="Root"/>, of the field of an embedding's space and size.</summary>
    public static string Name(Embedding embedding)
    {
        var space = string.Create(CultureInfo.InvariantCulture, $"{embedding.Space}\n{embedding.Dimensions}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(space)).AsSpan(0, 8));
    }

    /// <summary>A record's embeddings by field: of each space the first.</summary>
    public static IEnumerable<(string Name, Embedding Embedding)> Of(ImageRecord record) =>
        record
            .Taggers.Where(t => t.Embedding is not null)
            .Select(t => (Name: Name(t.Embedding!), Embedding: t.Embedding!))
            .DistinctBy(t => t.Name);

    /// <summary>Maps the fields of records that are about to be written, where that was not done before.</summary>
    public async Task MapAsync(string index, IEnumerable<ImageRecord> records, CancellationToken cancellationToken)
    {
        foreach (var (name, embedding) in records.SelectMany(Of))
        {
            if (!AreKept || _mapped.ContainsKey((index, name)))
            {
                continue;
            }

            // Who comes while a field is being mapped waits: what is written before is found by nothing.
            await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (AreKept && !_mapped.ContainsKey((index, name)))
                {
                    await MapAsync(index, name, embedding.Dimensions, cancellationToken).ConfigureAwait(false);
                    _mapped[(index, name)] = true;
                }
            }
            finally
            {
                _ = _gate.Release();
            }
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task MapAsync(string index, string name, int dimensions, CancellationToken cancellationToken)
    {
        Action<Utf8JsonWriter>[] definitions =
            _form == VectorForm.Digits
                ? [Flat]
                // A plugin from before there were bytes keeps them as floats.
                : [w => Plugin(w, "byte"), w => Plugin(w, "float")];
        var reason = "";
        foreach (var definition in definitions)
        {
            if (await TryMapAsync(index, name, definition, cancellationToken).ConfigureAwait(false) is not { } refused)
            {
                Log.Extended(logger, index);
                return;
            }

            reason = refused;
        }

        // A server from before there were such fields.
        _areRefused = true;
        Log.NoVectors(logger, reason);

        void Flat(Utf8JsonWriter writer)
        {
            writer.WriteString("type"u8, "dense_vector"u8);
            writer.WriteNumber("dims"u8, dimensions);
            writer.WriteString("element_type"u8, "byte"u8);
            writer.WriteBoolean("index"u8, true);
            writer.WriteString("similarity"u8, "cosine"u8);
            writer.WriteStartObject("index_options"u8);
            writer.WriteString("type"u8, "flat"u8);
            writer.WriteEndObject();
        }

        // Without a method, in an index without index.knn: nothing but the components is kept, which is all that the script wants.
        void Plugin(Utf8JsonWriter writer, string type)
        {
            writer.WriteString("type"u8, "knn_vector"u8);
            writer.WriteNumber("dimension"u8, dimensions);
            if (type != "float")
            {
                writer.WriteString("data_type"u8, type);
            }
        }
    }

    /// <summary>Adds a field.</summary>
    /// <returns>Null, or why the server refuses it.</returns>
    private async Task<string?> TryMapAsync(
        string index,
        string name,
        Action<Utf8JsonWriter> define,
        CancellationToken cancellationToken
    )
    {
        using var body = new PooledBuffer(256);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("properties"u8);
            writer.WriteStartObject(Root);
            writer.WriteStartObject("properties"u8);
            writer.WriteStartObject(name);
            define(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        using var answer = await client
            .SendAsync(
                new(HttpMethod.Put, IndexNames.Escape(index) + "/_mapping", body.Memory),
                cancellationToken,
                retryFor: null,
                400
            )
            .ConfigureAwait(false);
        return answer.IsSuccess ? null : SearchFault.Read(answer.Body).Reason;
    }

    /// <summary>Writes a record's embeddings as the member of its document.</summary>
    public static void Write(Utf8JsonWriter writer, ImageRecord record, VectorForm form)
    {
        var isOpen = false;
        foreach (var (name, embedding) in Of(record))
        {
            if (!isOpen)
            {
                writer.WriteStartObject(Root);
                isOpen = true;
            }

            writer.WritePropertyName(name);
            Write(writer, embedding, form);
        }

        if (isOpen)
        {
            writer.WriteEndObject();
        }
    }

    /// <summary>Writes the components.</summary>
    public static void Write(Utf8JsonWriter writer, Embedding embedding, VectorForm form)
    {
        if (form == VectorForm.Numbers)
        {
            writer.WriteStartArray();
            foreach (var component in embedding.Components)
            {
                writer.WriteNumberValue(component);
            }

            writer.WriteEndArray();
            return;
        }

        Span<char> digits = stackalloc char[2 * Embedding.MaxDimensions];
        digits = digits[..(2 * embedding.Dimensions)];
        _ = Convert.TryToHexStringLower(MemoryMarshal.AsBytes(embedding.Components), digits, out _);
        writer.WriteStringValue(digits);
    }
}
