using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ImageTagging.TestSupport;

namespace ImageTagging.Onnx.Tests.TwoTower;

/// <summary>Models of two towers in the shapes of CLIP and SigLIP 2, with random weights, against the same sums done by plain loops.</summary>
public sealed partial class TwoTowerTests : IDisposable
{
    private static readonly string[] s_merges = ["p h", "ph o", "t o</w>", "d o", "do g</w>", "o f</w>", "ph o", "o r", "Ã ¶"];
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Confidences_of_clips_shape_are_those_that_loops_work_out()
    {
        var ids = Clip(out var files);
        using var tagger = new TwoTowerTagger(new() { ModelCard = _folder.File("clip.json"), MinConfidence = 0 });
        string[] words = ["dog", "Größe 42!", "a stone's throw", "sea"];

        // Of another shape: CLIP scales the shorter side and cuts evenly.
        var (picture, rgb) = Picture(224, 300, 38);
        var answer = await tagger.TagAsync(picture);

        double[] mean = [0.48145466, 0.4578275, 0.40821073];
        double[] std = [0.26862954, 0.26130258, 0.27577711];
        var image = files.ImageVector(rgb, (v, c) => ((v / 255d) - mean[c]) / std[c]);
        var logits = words.Select(w => 100 * Dot(image, Mean(w))).ToArray();
        var most = logits.Max();
        var sum = logits.Sum(l => Math.Exp(l - most));
        AssertLabels(words.Zip(logits, (w, l) => (w, Math.Exp(l - most) / sum)), answer.Labels, 0.05);
        AssertSimilar(image, answer.Embedding!);

        double[] Mean(string word)
        {
            var one = files.TextVector(ClipIds($"a photo of a {word}.", ids, 77, out var length), length);
            var two = files.TextVector(ClipIds($"{word} in a photo", ids, 77, out length), length);
            return TwoTowerFiles.Unit([.. one.Zip(two, (a, b) => a + b)]);
        }
    }

    [Fact]
    public async Task Confidences_of_siglips_shape_are_those_that_loops_work_out_and_each_word_has_its_own_least()
    {
        var files = SigLip();
        (string, float, int)[] pieces = SigLipFiles.Pieces();
        // The same width and height: SigLIP stretches, and this needs none.
        var (picture, rgb) = Picture(224, 224, 0);
        string[] words = ["cat", "red cat", "the sea", "zebra"];
        var image = files.ImageVector(rgb, (v, _) => (v / 127.5) - 1);
        var scores = words
            .Select(w =>
                (
                    Word: w,
                    Score: 1
                        / (
                            1
                            + Math.Exp(
                                -((8 * Dot(image, files.TextVector(Unigrams($"this is a photo of {w}.", pieces, 64), 64))) - 0.5)
                            )
                        )
                )
            )
            .ToArray();

        using (var all = new TwoTowerTagger(new() { ModelCard = _folder.File("siglip.json"), MinConfidence = 0 }))
        {
            AssertLabels(scores, (await all.TagAsync(picture)).Labels, 0.02);
        }

        // Words of one's own in place of the card's, and a threshold between them.
        var order = scores.OrderByDescending(s => s.Score).ToArray();
        using var tagger = new TwoTowerTagger(
            new()
            {
                ModelCard = _folder.File("siglip.json"),
                Words = [order[1].Word, order[0].Word],
                Thresholds = new Dictionary<string, double> { [order[0].Word] = (order[0].Score * 100) + 0.5 },
                MinConfidence = (order[1].Score * 100) - 0.5,
            }
        );
        Assert.Equal([order[1].Word], (await tagger.TagAsync(picture)).Labels.Select(l => l.Name));
        Assert.Equal([order[1].Word, order[0].Word], tagger.Words);
    }

    [Fact]
    public async Task A_text_finds_the_pictures_in_the_order_of_the_cosines_that_loops_work_out()
    {
        var files = SigLip();
        var pieces = SigLipFiles.Pieces();
        using var tagger = new TwoTowerTagger(new() { ModelCard = _folder.File("siglip.json"), Words = [] });
        var index = new InMemoryTagIndex();
        var expected = new List<(string Key, double Cosine)>();
        var text = files.TextVector(Unigrams("this is a photo of red sea cat.", pieces, 64), 64);
        for (var i = 0; i < 12; i++)
        {
            var (picture, rgb) = Picture(224, 224, 0, i + 10);
            var answer = await tagger.TagAsync(picture);
            Assert.Empty(answer.Labels);
            expected.Add(($"{i:00}.png", Dot(text, files.ImageVector(rgb, (v, _) => (v / 127.5) - 1))));
            await WriteAsync(index, $"{i:00}.png", tagger, answer);
        }

        var found = await index.SearchAsync(
            new()
            {
                Query = new EverythingQuery(),
                SimilarTo = SimilarTo.Vector(await tagger.EmbedTextAsync("Red   SEA cat")),
                Size = 12,
            }
        );

        Assert.Equal(12, found.Hits.Count);
        // Vectors are kept in eight bits a number: near equals may change places.
        var cosines = expected.ToDictionary(e => e.Key, e => e.Cosine);
        var told = found.Hits.Select(h => cosines[h.Record.Key]).ToArray();
        Assert.All(told.Zip(told.Skip(1)), pair => Assert.True(pair.First > pair.Second - 0.02));
        Assert.True(told[0] > told[^1]);
    }

    [Theory]
    [InlineData("a photo of a dog")]
    [InlineData("dog photo! dogs' photos, 1234 don't we'll")]
    [InlineData("Größe ö öö 猫 🐈 café")]
    [InlineData("  two\t words\n")]
    [InlineData("")]
    public void Byte_level_bpe_makes_the_tokens_that_its_definition_does(string text)
    {
        var ids = Clip(out _);
        var tokenizer = Onnx.TwoTower.TextTokenizer.Open(ClipTokens(), _folder.Path);
        var (told, length) = tokenizer.Encode(text);
        Assert.Equal(ClipIds(text, ids, 77, out var counted).Select(i => (long)i), told);
        Assert.Equal(counted, length);
    }

    [Theory]
    [InlineData("this is a photo of the red sea.")]
    [InlineData("cats")]
    [InlineData("zzz cat")]
    [InlineData("")]
    public void Unigrams_make_the_tokens_of_the_likeliest_way(string text)
    {
        SigLip();
        var tokenizer = Onnx.TwoTower.TextTokenizer.Open(SigLipTokens(), _folder.Path);
        Assert.Equal(Unigrams(text, SigLipFiles.Pieces(), 64).Select(i => (long)i), tokenizer.Encode(text).Ids);
    }

    [Fact]
    public void SentencePiece_of_bpe_joins_the_likeliest_pair_first()
    {
        // As the tokenizer of SigLIP 2 is one: of the pairs that are a piece, the one with the best score.
        File.WriteAllBytes(
            _folder.File("bpe.model"),
            TwoTowerFiles.SentencePiece(
                2,
                [
                    ("<pad>", 0, 3),
                    ("<eos>", 0, 3),
                    ("<bos>", 0, 3),
                    ("<unk>", 0, 2),
                    ("ca", -1, 1),
                    ("at", -0.5f, 1),
                    ("▁c", -2, 1),
                    ("▁", -9, 1),
                    ("c", -9, 1),
                    ("a", -9, 1),
                    ("t", -9, 1),
                    ("s", -9, 1),
                ]
            )
        );
        var tokens = new TextTokens
        {
            SentencePiece = "bpe.model",
            Length = 8,
            End = 1,
            Padding = 0,
        };
        var tokenizer = Onnx.TwoTower.TextTokenizer.Open(tokens, _folder.Path);
        // c + at, and then nothing joins c with at; of "▁cats" the at comes first, then ▁c.
        Assert.Equal([8, 5, 11, 1, 0, 0, 0, 0], tokenizer.Encode("Cats").Ids);
        Assert.Equal([5, 6, 5, 1, 0, 0, 0, 0], tokenizer.Encode("at cat").Ids);
    }

    [Fact]
    public void Longer_texts_are_cut_and_keep_their_end()
    {
        var ids = Clip(out _);
        var tokenizer = Onnx.TwoTower.TextTokenizer.Open(ClipTokens(), _folder.Path);
        var (told, length) = tokenizer.Encode(string.Join(' ', Enumerable.Repeat("dog", 500)));
        Assert.Equal((77, 77), (told.Length, length));
        Assert.Equal(
            (ids["<|startoftext|>"], ids["dog</w>"], ids["<|endoftext|>"]),
            ((int)told[0], (int)told[75], (int)told[76])
        );
    }

    [Fact]
    public void Texts_without_punctuation_are_as_siglips_first_version_read_them()
    {
        SigLip();
        var plain = Onnx.TwoTower.TextTokenizer.Open(SigLipTokens(), _folder.Path);
        var without = Onnx.TwoTower.TextTokenizer.Open(SigLipTokens() with { WithoutPunctuation = true }, _folder.Path);
        Assert.Equal(plain.Encode("the cat").Ids, without.Encode("The, \"cat\"!?$").Ids);
        Assert.NotEqual(plain.Encode("the cat").Ids, plain.Encode("the cat.").Ids);
    }

    [Fact]
    public void Words_thresholds_prompts_and_models_are_in_the_fingerprint_and_names_are_not()
    {
        SigLip();
        TaggerFingerprint Of(
            Func<TwoTowerTaggerOptions, TwoTowerTaggerOptions>? change = null,
            string? edit = null,
            string? with = null
        )
        {
            var card = File.ReadAllText(_folder.File("siglip.json"));
            File.WriteAllText(
                _folder.File("other.json"),
                edit is null ? card : card.Replace(edit, with, StringComparison.Ordinal)
            );
            var options = new TwoTowerTaggerOptions { ModelCard = _folder.File("other.json") };
            using var tagger = new TwoTowerTagger(change?.Invoke(options) ?? options);
            return tagger.Info.Fingerprint;
        }

        var plain = Of();
        Assert.Equal(plain, Of());
        Assert.Equal(plain, Of(o => o with { Name = "eyes", MaxConcurrency = 3 }));
        Assert.Equal(plain, Of(edit: "\"siglip2-random\"", with: "\"another\""));
        Assert.NotEqual(plain.Settings, Of(o => o with { Words = ["cat"] }).Settings);
        Assert.NotEqual(
            plain.Settings,
            Of(o => o with { Thresholds = new Dictionary<string, double> { ["cat"] = 90 } }).Settings
        );
        Assert.NotEqual(plain.Settings, Of(edit: "this is a photo of {}.", with: "{}").Settings);
        Assert.NotEqual(plain.Settings, Of(edit: "\"scale\": 8", with: "\"scale\": 9").Settings);
        Assert.Equal(
            (plain.Settings, 70d, 3),
            (
                Of(o => o with { MinConfidence = 70, MaxLabels = 3 }) is var f
                    ? (f.Settings, f.MinConfidence, f.MaxLabels)
                    : default
            )
        );
        // What any word may have is asked for.
        Assert.Equal(5, Of(o => o with { Thresholds = new Dictionary<string, double> { ["cat"] = 5 } }).MinConfidence);
        var pieces = SigLipFiles.Pieces();
        pieces[^1].Score -= 1;
        File.WriteAllBytes(_folder.File("spiece.model"), TwoTowerFiles.SentencePiece(1, pieces));
        Assert.NotEqual(plain.Settings, Of().Settings);
    }

    [Theory]
    [InlineData("\"length\": 64", "\"length\": 2", "'text.tokenizer.length'")]
    [InlineData("\"sentencePiece\": \"spiece.model\"", "\"vocabulary\": \"v.json\"", "'vocabulary' and 'merges'")]
    [InlineData("this is a photo of {}.", "no place", "'prompts'")]
    [InlineData("\"scale\": 8", "\"scale\": 0", "'scale'")]
    [InlineData("\"minConfidence\": 30", "\"minConfidence\": 130", "'minConfidence'")]
    [InlineData("\"minConfidence\": 30", "\"wordsFile\": \"w.txt\"", "'words' or 'wordsFile'")]
    [InlineData("\"minConfidence\": 30", "\"thresholds\": { \"yak\": 3 }", "'yak'")]
    [InlineData("\"minConfidence\": 30", "\"minConfidense\": 30", "minConfidense")]
    [InlineData("\"siglip2-random\"", "\"No Name\"", "'name'")]
    [InlineData("image.onnx", "nothing.onnx", "nothing.onnx")]
    [InlineData("spiece.model", "nothing.model", "nothing.model")]
    [InlineData("\"std\": [0.5, 0.5, 0.5]", "\"std\": [0.5, 0, 0.5]", "'input.std'")]
    public void A_card_that_cannot_be_used_is_told_before_a_picture_is_opened(string edit, string with, string told)
    {
        SigLip();
        var card = File.ReadAllText(_folder.File("siglip.json"));
        Assert.Contains(edit, card, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("siglip.json"), card.Replace(edit, with, StringComparison.Ordinal));
        var fault = Assert.Throws<ImageTaggingException>(() =>
            new TwoTowerTagger(new() { ModelCard = _folder.File("siglip.json") })
        );
        Assert.Equal(FailureKind.SetUp, fault.Kind);
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"output\": \"pooler_output\"\n  },", "\"output\": \"nothing\"\n  },", "'nothing'")]
    [InlineData("\"ids\": \"input_ids\"", "\"ids\": \"tokens\"", "tokens")]
    [InlineData("\"width\": 224", "\"width\": 112", "224")]
    [InlineData("\"padding\": 0,", "", "tokens")]
    public async Task A_model_that_is_not_what_its_card_says_stops_the_run(string edit, string with, string told)
    {
        SigLip();
        var card = File.ReadAllText(_folder.File("siglip.json"));
        Assert.Contains(edit, card, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("siglip.json"), card.Replace(edit, with, StringComparison.Ordinal));
        using var tagger = new TwoTowerTagger(new() { ModelCard = _folder.File("siglip.json") });
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await tagger.TagAsync(Picture(224, 224, 0).Content)
        );
        Assert.Equal((FailureKind.SetUp, "ModelMismatch"), (fault.Kind, fault.Code));
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tokenizer_that_is_none_is_told()
    {
        SigLip();
        File.WriteAllBytes(_folder.File("spiece.model"), Encoding.ASCII.GetBytes(new string('x', 500)));
        var fault = Assert.Throws<ImageTaggingException>(() => Onnx.TwoTower.TextTokenizer.Open(SigLipTokens(), _folder.Path));
        Assert.Equal((FailureKind.SetUp, "ModelUnusable"), (fault.Kind, fault.Code));
    }

    private static TextTokens ClipTokens() =>
        new()
        {
            Vocabulary = "vocab.json",
            Merges = "merges.txt",
            Length = 77,
            Start = 512 + s_merges.Distinct().Count(),
            End = 513 + s_merges.Distinct().Count(),
            Padding = 513 + s_merges.Distinct().Count(),
        };

    private static TextTokens SigLipTokens() =>
        new()
        {
            SentencePiece = "spiece.model",
            Length = 64,
            End = 1,
            Padding = 0,
        };

    // CLIP ViT-B/32: 224 pixels in patches of 32, 77 tokens between start and end, filled up with ends that the mask leaves out, 512 numbers.
    private Dictionary<string, int> Clip(out TwoTowerFiles files)
    {
        var merges = s_merges.Distinct().ToArray();
        var (vocabulary, list, ids) = TwoTowerFiles.Bpe(merges);
        files = new(224, 32, ids.Count, 512, 7);
        File.WriteAllText(_folder.File("vocab.json"), vocabulary);
        File.WriteAllText(_folder.File("merges.txt"), list);
        File.WriteAllBytes(_folder.File("image.onnx"), files.Images("pixel_values", "image_embeds"));
        File.WriteAllBytes(_folder.File("text.onnx"), files.Texts("input_ids", "attention_mask", "text_embeds", 77));
        File.WriteAllText(
            _folder.File("clip.json"),
            $$"""
            {
              "name": "clip-random",
              "image": {
                "file": "image.onnx",
                "input": { "name": "pixel_values", "width": 224, "height": 224, "fit": "crop", "scale": 0.00392156862745098,
                  "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711] },
                "output": "image_embeds"
              },
              "text": {
                "file": "text.onnx", "mask": "attention_mask", "output": "text_embeds",
                "tokenizer": { "vocabulary": "vocab.json", "merges": "merges.txt", "length": 77,
                  "start": {{ids["<|startoftext|>"]}}, "end": {{ids["<|endoftext|>"]}}, "padding": {{ids["<|endoftext|>"]}} }
              },
              "prompts": ["a photo of a {}.", "{} in a photo"],
              "scale": 100, "activation": "softmax",
              "words": ["dog", "Größe 42!", "a stone's throw", "sea"]
            }
            """
        );
        return ids;
    }

    // SigLIP 2 base: 224 pixels in patches of 16, 64 tokens with an end, filled up and all of them read, 768 numbers.
    private TwoTowerFiles SigLip() => SigLipFiles.Write(_folder);

    private static List<int> ClipIds(string text, Dictionary<string, int> ids, int length, out int counted)
    {
        var merges = s_merges.Distinct().ToArray();
        List<int> found = [ids["<|startoftext|>"]];
        foreach (Match word in ClipWords().Matches(text.Normalize(NormalizationForm.FormC).ToLowerInvariant()))
        {
            var signs = Encoding.UTF8.GetBytes(word.Value).Select(TwoTowerFiles.ByteSign).ToArray();
            signs[^1] += "</w>";
            found.AddRange(TwoTowerFiles.Merge(signs, merges).Select(p => ids[p]));
        }

        found = [.. found.Take(length - 1), ids["<|endoftext|>"]];
        counted = found.Count;
        found.AddRange(Enumerable.Repeat(ids["<|endoftext|>"], length - counted));
        return found;
    }

    // The likeliest way through a text: at each place the best of all pieces that end there; a sign that no piece has is unknown.
    private static List<int> Unigrams(string text, (string Piece, float Score, int Type)[] pieces, int length)
    {
        var unknown = pieces.Where(p => p.Type == 1).Min(p => p.Score) - 10;
        var written = text.Trim().Length == 0 ? "" : text.Trim().Replace(' ', '▁');
        var best = new (double Score, int From, int Id)[written.Length + 1];
        for (var to = 1; to <= written.Length; to++)
        {
            best[to] = (double.NegativeInfinity, 0, 0);
            for (var id = 0; id < pieces.Length; id++)
            {
                var (piece, score, type) = pieces[id];
                var from = to - piece.Length;
                if (
                    type == 1
                    && from >= 0
                    && written.AsSpan(from, piece.Length).SequenceEqual(piece)
                    && best[from].Score + score > best[to].Score
                )
                {
                    best[to] = (best[from].Score + score, from, id);
                }
            }

            if (best[to - 1].Score + unknown > best[to].Score)
            {
                best[to] = (best[to - 1].Score + unknown, to - 1, 3);
            }
        }

        List<int> found = [];
        for (var at = written.Length; at > 0; at = best[at].From)
        {
            // Unknown signs beside each other are one.
            if (best[at].Id != 3 || found.Count == 0 || found[^1] != 3)
            {
                found.Add(best[at].Id);
            }
        }

        found.Reverse();
        found = [.. found.Take(length - 1), 1];
        found.AddRange(Enumerable.Repeat(0, length - found.Count));
        return found;
    }

    // Noise in stripes, so that patches differ; the middle of a wider one is what a crop leaves.
    private static (byte[] Content, byte[] Middle) Picture(int side, int width, int cut, int seed = 3)
    {
        var random = new Random(seed);
        var rgb = new byte[side * width * 3];
        for (var i = 0; i < rgb.Length; i++)
        {
            rgb[i] = (byte)((random.Next(256) + (i / (seed + 40) % 256)) / 2);
        }

        using var image = NetVips.Image.NewFromMemory(rgb, width, side, 3, NetVips.Enums.BandFormat.Uchar);
        var middle = new byte[side * side * 3];
        for (var y = 0; y < side; y++)
        {
            rgb.AsSpan(((y * width) + cut) * 3, side * 3).CopyTo(middle.AsSpan(y * side * 3));
        }

        return (image.Copy(interpretation: NetVips.Enums.Interpretation.Srgb).PngsaveBuffer(), middle);
    }

    private static async Task WriteAsync(InMemoryTagIndex index, string key, TwoTowerTagger tagger, TaggerResult answer)
    {
        var record = new ImageRecord
        {
            Source = "memory",
            Key = key,
            Location = "memory:///" + key,
            Size = 1,
            ModifiedAt = DateTimeOffset.UnixEpoch,
            ListedAt = DateTimeOffset.UnixEpoch,
            Taggers =
            [
                new()
                {
                    Name = tagger.Info.Name,
                    Fingerprint = tagger.Info.Fingerprint,
                    TaggedAt = DateTimeOffset.UnixEpoch,
                    Embedding = answer.Embedding,
                },
            ],
        };
        await index.WriteAsync([RecordWrite.Create(record)]);
    }

    private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();

    private static void AssertSimilar(double[] expected, Embedding told)
    {
        var components = told.Components.ToArray().Select(c => (double)c).ToArray();
        Assert.InRange(Dot(expected, TwoTowerFiles.Unit(components)), 0.999, 1.000001);
    }

    private static void AssertLabels(
        IEnumerable<(string Word, double Score)> expected,
        IReadOnlyList<ImageLabel> labels,
        double within
    )
    {
        var wanted = expected.OrderByDescending(e => e.Score).ToArray();
        Assert.Equal(wanted.Length, labels.Count);
        foreach (var (word, score) in wanted)
        {
            var label = Assert.Single(labels, l => l.Name == word);
            Assert.True(
                Math.Abs(label.Confidence - (score * 100)) <= within,
                string.Create(CultureInfo.InvariantCulture, $"{word}: {label.Confidence}, not {score * 100:0.####}")
            );
        }
    }

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex ClipWords();
}
