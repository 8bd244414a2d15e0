using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageTagging.Onnx.Cards;
using Microsoft.ML.Tokenizers;

namespace ImageTagging.Onnx.TwoTower;

/// <summary>Makes of a text the numbers that a text tower takes: written as it was trained, in tokens, with its frame, cut or filled up.</summary>
/// <remarks>Threads share it.</remarks>
internal sealed partial class TextTokenizer
{
    private const int MostBytes = 64 << 20;

    private readonly TextTokens _tokens;
    private readonly Tokenizer _tokenizer;

    private TextTokenizer(TextTokens tokens, Tokenizer tokenizer) => (_tokens, _tokenizer) = (tokens, tokenizer);

    /// <summary>The files that a tokenizer is made of, relative to the card.</summary>
    public static IEnumerable<string> Files(TextTokens tokens) =>
        ((string?[])[tokens.Vocabulary, tokens.Merges, tokens.SentencePiece]).OfType<string>();

    /// <exception cref="ImageTaggingException">A file is missing or is no such file.</exception>
    public static TextTokenizer Open(TextTokens tokens, string folder)
    {
        var path = Path.Combine(folder, tokens.SentencePiece ?? tokens.Vocabulary!);
        try
        {
            return new(
                tokens,
                tokens.SentencePiece is not null
                    ? SentencePieceTokenizer.Create(new MemoryStream(Read(path)), false, false)
                    : Bpe(tokens, folder)
            );
        }
        // The library throws what it met first of a file that is no such file.
        catch (Exception fault) when (fault is not (ImageTaggingException or OutOfMemoryException))
        {
            throw LoadedModel.Fault(
                "ModelUnusable",
                $"The tokenizer's file '{path}' cannot be used: {fault.Message.Split('\n')[0]}",
                fault
            );
        }
    }

    /// <summary>The tokens' numbers, and how many of them are no padding.</summary>
    public (long[] Ids, int Length) Encode(string text)
    {
        var frame = (_tokens.Start is null ? 0 : 1) + (_tokens.End is null ? 0 : 1);
        var ids = _tokenizer.EncodeToIds(Written(text));
        var kept = Math.Min(ids.Count, _tokens.Length - frame);
        var length = kept + frame;
        var framed = new long[_tokens.Padding is null ? length : _tokens.Length];
        Array.Fill(framed, _tokens.Padding ?? 0);
        var at = 0;
        if (_tokens.Start is { } start)
        {
            framed[at++] = start;
        }

        for (var i = 0; i < kept; i++)
        {
            framed[at++] = ids[i];
        }

        if (_tokens.End is { } end)
        {
            framed[at] = end;
        }

        return (framed, length);
    }

    private string Written(string text)
    {
        var written = text.Normalize(NormalizationForm.FormC);
        if (_tokens.LowerCase)
        {
            written = written.ToLowerInvariant();
        }

        if (_tokens.WithoutPunctuation)
        {
            written = string.Concat(written.Where(c => !IsPunctuation(c)));
        }

        return Spaces().Replace(written, " ").Trim();
    }

    // Of ASCII also the signs, as Python's list of punctuation has them.
    private static bool IsPunctuation(char c) =>
        char.IsAscii(c) ? char.IsPunctuation(c) || char.IsSymbol(c) : char.IsPunctuation(c);

    private static BpeTokenizer Bpe(TextTokens tokens, string folder)
    {
        using var vocabulary = JsonDocument.Parse(Read(Path.Combine(folder, tokens.Vocabulary!)));
        var merges = Encoding.UTF8.GetString(Read(Path.Combine(folder, tokens.Merges!)));
        return BpeTokenizer.Create(
            new BpeOptions(
                vocabulary.RootElement.EnumerateObject().Select(t => new KeyValuePair<string, int>(t.Name, t.Value.GetInt32()))
            )
            {
                Merges = merges
                    .Split('\n')
                    .Select(l => l.TrimEnd('\r'))
                    .Where(l => l.Length > 0 && !l.StartsWith("#version", StringComparison.Ordinal)),
                ByteLevel = true,
                EndOfWordSuffix = tokens.EndOfWord,
                PreTokenizer = new RegexPreTokenizer(Words(), null),
            }
        );
    }

    private static byte[] Read(string path)
    {
        using var file = LoadedModel.OpenOrFault(() => File.OpenRead(path), path, "tokenizer's file");
        return file.Length <= MostBytes
            ? ReadAll(file)
            : throw LoadedModel.Fault(
                "ModelUnusable",
                string.Create(CultureInfo.InvariantCulture, $"The tokenizer's file '{path}' has more than {MostBytes >> 20} MiB.")
            );
    }

    private static byte[] ReadAll(Stream file)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Spaces();

    // The parts of a text within which CLIP's merges are made: endings of English verbs, words, single digits, runs of signs.
    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Words();
}
