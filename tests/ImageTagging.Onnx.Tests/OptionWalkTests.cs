using ImageTagging.Onnx.Hosting;
using ImageTagging.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.Onnx.Tests;

/// <summary>Every option of the taggers.</summary>
public sealed class OptionWalkTests
{
    private const string Towers = "TwoTowerTests.Words_thresholds_prompts_and_models_are_in_the_fingerprint_and_names_are_not";
    private const string Siglip =
        "TwoTowerTests.Confidences_of_siglips_shape_are_those_that_loops_work_out_and_each_word_has_its_own_least";

    private static readonly WalkedOption[] s_imaging =
    [
        new("Imaging.MaxBytes", "1000", "OptionWalkTests.A_picture_beyond_the_bounds_of_decoding_is_refused"),
        new("Imaging.MaxPixels", "1000", "OptionWalkTests.A_picture_beyond_the_bounds_of_decoding_is_refused"),
        new("Imaging.MaxMemory", "33554432", "OptionWalkTests.Bounds_of_decoding_are_those_of_the_codec"),
        new("Imaging.Ffmpeg", "/opt/bin/ffmpeg", "OptionWalkTests.Bounds_of_decoding_are_those_of_the_codec"),
        new("Imaging.Timeout", "00:00:05", "OptionWalkTests.Bounds_of_decoding_are_those_of_the_codec"),
    ];

    [Fact]
    public void Every_option_of_the_local_tagger_binds_has_ends_and_a_test() =>
        new OptionWalk<LocalTaggerOptions>(
            section => (OnnxSections.Local(section, new(), out var faults), faults),
            options => options.Faults()
        ).Check(
            typeof(OptionWalkTests).Assembly,
            nested: ["Imaging"],
            // No picture has more labels than that.
            endless: ["MaxLabels"],
            [
                .. s_imaging,
                new("Name", "mine", "OptionWalkTests.The_configuration_names_local_models"),
                new("Profile", "Fast", "LocalTaggerTests.ProfilesHaveFingerprintsOfTheirOwn"),
                new("Models", "Classifier, Detector", "LocalTaggerTests.AnyModelCanBeLeftOut"),
                new(
                    "ModelCards",
                    "birds.json",
                    "ModelCardTests.A_model_of_ones_own_joins_the_packages_models_and_the_surer_label_counts"
                ),
                new("Properties", "Colours, Formats", "LocalTaggerTests.ThePropertiesThatAreAskedForAreTold"),
                new("MinConfidence", "60", "LocalTaggerTests.FewAndSureLabelsCanBeAskedFor"),
                new("MinRareConfidence", "60", "LocalTaggerTests.WordsThatHardlyAnyExampleTaughtHaveToBeSurer"),
                new("MaxLabels", "2", "LocalTaggerTests.FewAndSureLabelsCanBeAskedFor"),
                new("MaxConcurrency", "7", "OptionWalkTests.The_configuration_names_local_models"),
            ]
        );

    [Fact]
    public void Every_option_of_a_model_binds_has_ends_and_a_test() =>
        new OptionWalk<OnnxTaggerOptions>(
            section => (OnnxSections.Onnx(section, new(), out var faults), faults),
            options => options.Faults()
        ).Check(
            typeof(OptionWalkTests).Assembly,
            nested: ["Imaging"],
            endless: ["MaxLabels"],
            [
                .. s_imaging,
                new("Name", "mine", "OptionWalkTests.The_configuration_names_local_models"),
                new("ModelCard", "birds.json", "ModelCardTests.Any_classifier_tags_by_its_card"),
                new("MinConfidence", "60", "OptionWalkTests.The_configuration_names_local_models"),
                new("MaxLabels", "2", "OptionWalkTests.The_configuration_names_local_models"),
                new("MaxConcurrency", "7", "OptionWalkTests.The_configuration_names_local_models"),
            ]
        );

    [Fact]
    public void Every_option_of_two_towers_binds_has_ends_and_a_test() =>
        new OptionWalk<TwoTowerTaggerOptions>(
            section => (OnnxSections.TwoTower(section, new(), out var faults), faults),
            options => options.Faults(),
            new Dictionary<string, string?> { ["ModelCard"] = "card.json" }
        ).Check(
            typeof(OptionWalkTests).Assembly,
            nested: ["Imaging"],
            endless: ["MaxLabels"],
            [
                .. s_imaging,
                new("Name", "mine", Towers),
                new("ModelCard", "clip.json", "TwoTowerTests.Confidences_of_clips_shape_are_those_that_loops_work_out"),
                new("Words", "cat", Siglip),
                new("Thresholds", null, Siglip),
                new("MinConfidence", "60", Siglip),
                new("MaxLabels", "2", Towers),
                new("MaxConcurrency", "7", Towers),
            ]
        );

    [Fact]
    public void The_configuration_names_local_models()
    {
        using var host = Host(("Type", "local"), ("Name", "mine"), ("Models", "classifier, segmenter"), ("MaxConcurrency", "7"));
        using var same = new LocalTagger(new() { Name = "mine", Models = LocalModels.Classifier | LocalModels.Segmenter });
        var local = Assert.IsType<LocalTagger>(host.GetServices<ITagger>().Single());
        Assert.Equal(("mine", 7), (local.Info.Name, local.Info.MaxConcurrency));
        Assert.Equal(same.Info.Fingerprint, local.Info.Fingerprint);

        using var other = Host(
            ("Type", "onnx"),
            ("Name", "things"),
            ("MinConfidence", "60"),
            ("MaxLabels", "2"),
            ("MaxConcurrency", "3")
        );
        var onnx = Assert.IsType<OnnxTagger>(other.GetServices<ITagger>().Single());
        Assert.Equal(("things", 3), (onnx.Info.Name, onnx.Info.MaxConcurrency));
        Assert.Equal((60, 2), (onnx.Info.Fingerprint.MinConfidence, onnx.Info.Fingerprint.MaxLabels));
    }

    [Theory]
    [InlineData("MaxBytes")]
    [InlineData("MaxPixels")]
    public async Task A_picture_beyond_the_bounds_of_decoding_is_refused(string bound)
    {
        using var host = Host(("Type", "local"), (bound, "1000"));
        var picture = await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, "animals/chelsea.png"));
        var tagger = (LocalTagger)host.GetServices<ITagger>().Single();
        await Assert.ThrowsAsync<ImageTaggingException>(() => tagger.TagAsync(picture).AsTask());
    }

    [Fact]
    public void Bounds_of_decoding_are_those_of_the_codec()
    {
        var fault = Assert.Throws<ImageTaggingException>(() =>
            new LocalTagger(
                new()
                {
                    Imaging = new()
                    {
                        MaxMemory = 1,
                        Timeout = TimeSpan.Zero,
                        Ffmpeg = "ffmpeg",
                    },
                }
            )
        );
        Assert.Contains(
            "MaxMemory must be 16 MiB to 1 TiB; Timeout must be 10 ms to an hour; Ffmpeg must be a whole path, or null",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    private static ServiceProvider Host(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(s => $"ImageTagging:Taggers:0:{s.Key}", string? (s) => s.Value))
            .Build();
        var services = new ServiceCollection();
        services.AddImageTagging(configuration).AddOnnxSupport();
        return services.BuildServiceProvider();
    }
}
