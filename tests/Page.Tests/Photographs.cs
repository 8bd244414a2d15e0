using ImageTagging.Testing;
using ImageTagging.TestSupport;

namespace ImageTagging.PageTests;

/// <summary>The sample photographs, and what a good tagger would say of them.</summary>
public static class Photographs
{
    private static readonly (string Key, string[] Names)[] s_all =
    [
        ("animals/chelsea.png", ["cat", "animal", "indoor"]),
        ("animals/horse.png", ["horse", "animal"]),
        ("people/astronaut.png", ["person", "astronaut", "portrait"]),
        ("people/camera.png", ["person", "camera"]),
        ("space/hubble_deep_field.jpg", ["space", "galaxy"]),
        ("space/rocket.jpg", ["rocket", "space", "sky"]),
        ("textures/brick.png", ["wall", "texture"]),
        ("textures/gravel.png", ["stone", "texture"]),
        ("things/clock_motion.png", ["clock", "indoor"]),
        ("things/coffee.png", ["cup", "coffee", "indoor"]),
        ("things/retina.jpg", ["eye"]),
        ("things/text.png", ["handwriting"]),
    ];

    private static readonly Dictionary<string, string[]> s_aliases = new(StringComparer.Ordinal) { ["cup"] = ["mug"] };

    public static int Count => s_all.Length;

    public static void CopyTo(string folder)
    {
        foreach (var (key, _) in s_all)
        {
            var to = Path.Combine(folder, key);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(Path.Combine(TestPaths.Photos, key), to);
        }
    }

    /// <summary>Says of each photograph what is in it, the first with a box; of others what <paramref name="otherwise"/> says.</summary>
    public static ScriptedTagger Tagger(string otherwise = "new picture", decimal price = 0)
    {
        var tagger = new ScriptedTagger(
            new()
            {
                Name = "scripted",
                Fingerprint = new("scripted", 0, 0),
                IsMetered = price > 0,
                PricePerCall = price,
                ModelVersion = "7",
                MaxConcurrency = 1,
            }
        )
        {
            Otherwise = [Label(otherwise, 0, otherwise)],
            AsksForBytes = true,
        };
        foreach (var (key, names) in s_all)
        {
            tagger.Answer(key, [.. names.Select((name, i) => Label(name, i, Path.GetDirectoryName(key)!))]);
        }

        return tagger;
    }

    private static ImageLabel Label(string name, int place, string category) =>
        new()
        {
            Name = name,
            Confidence = 97.5 - (place * 22),
            Categories = [category],
            Aliases = s_aliases.GetValueOrDefault(name, []),
            Boxes = place == 0 ? [new(0.2, 0.15, 0.5, 0.6)] : [],
        };
}
