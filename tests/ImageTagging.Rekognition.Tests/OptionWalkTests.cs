using ImageTagging.Rekognition.Hosting;
using ImageTagging.Testing;
using ImageTagging.TestSupport;

namespace ImageTagging.Rekognition.Tests;

/// <summary>Every option of the four taggers and of their client.</summary>
public sealed class OptionWalkTests
{
    private const string Arn = "arn:aws:rekognition:us-east-1:123456789012:project/cats/version/cats.2026/1700000000000";
    private const string Told = "TaggerTests.Prices_quotas_and_limits_are_told_to_the_pipeline";
    private const string Asked = "FingerprintTests.What_is_asked_makes_the_fingerprint_and_how_it_is_sent_does_not";
    private const string Endpoints = "EndpointTests.All_published_endpoint_cases_come_out_as_told";

    private static readonly WalkedOption[] s_common =
    [
        new("Name", "labels", "HostingTests.The_configuration_names_every_option"),
        new("Transfer", "Bytes", "LimitTests.Transfer_as_bytes_reads_the_object_itself"),
        new("PricePerCall", "0.0008", Told),
        new("CallsPerSecond", "7.5", Told),
        new("MaxConcurrency", "3", Told),
        new("Client.Region", "eu-west-1", "EndpointTests.A_given_url_is_called_and_signed_for_the_given_region"),
        new("Client.ServiceUrl", "http://127.0.0.1:9", "SharedSettingsTests.A_url_in_code_goes_before_the_environment"),
        new("Client.Profile", "work", "SharedSettingsTests.A_profiles_services_section_and_region_are_read"),
        new("Client.UseFips", "true", Endpoints),
        new("Client.UseDualStack", "true", Endpoints),
        new("Client.Credentials", null, "CredentialTests.A_wrong_secret_stops_the_run_and_is_not_told"),
        new(
            "Client.RequestTimeout",
            "00:00:20",
            "FaultTests.A_request_that_times_out_before_there_is_a_connection_costs_nothing"
        ),
        new("Client.ConnectTimeout", "00:00:03", "FaultTests.A_connect_time_out_costs_nothing_and_says_what_it_is"),
    ];

    [Fact]
    public void Every_option_of_labels_binds_has_ends_and_a_test() =>
        Walk<RekognitionLabelOptions>(
            RekognitionSections.Labels,
            new("Labels", "false", "OptionsTests.Asking_for_nothing_is_a_fault"),
            new("MaxLabels", "25", Asked),
            new("MinConfidence", "60.5", Asked),
            new("IncludeLabels", "Cat", "TaggerTests.Filters_are_the_services_to_apply"),
            new("ExcludeLabels", "Dog", "TaggerTests.Filters_are_the_services_to_apply"),
            new("IncludeCategories", "Animals and Pets", "TaggerTests.Filters_are_the_services_to_apply"),
            new("ExcludeCategories", "Weapons and Military", "TaggerTests.Filters_are_the_services_to_apply"),
            new("DominantColors", "3", "TaggerTests.Dominant_colours_become_labels_and_shades_are_added_up"),
            new("MinColorPercent", "20", "OptionWalkTests.Every_option_of_the_request_changes_what_is_asked_or_kept")
        );

    [Fact]
    public void Every_option_of_custom_labels_binds_has_ends_and_a_test() =>
        Walk<RekognitionCustomLabelsOptions>(
            RekognitionSections.CustomLabels,
            new(
                "ProjectVersionArn",
                "arn:aws:rekognition:us-east-1:123456789012:project/dogs/version/dogs.2026/1700000000001",
                "FaultTests.A_stopped_model_is_to_be_started"
            ),
            new("MinConfidence", "1", "OptionWalkTests.Every_option_of_the_request_changes_what_is_asked_or_kept"),
            new("MaxResults", "3", "OptionWalkTests.Every_option_of_the_request_changes_what_is_asked_or_kept")
        );

    [Fact]
    public void Every_option_of_moderation_binds_has_ends_and_a_test() =>
        Walk<RekognitionModerationOptions>(
            RekognitionSections.Moderation,
            new("MinConfidence", "60", "OptionWalkTests.Every_option_of_the_request_changes_what_is_asked_or_kept"),
            new("ProjectVersion", Arn, "FingerprintTests.The_four_operations_have_fingerprints_of_their_own"),
            new("ContentTypes", "true", "TaggerTests.Moderation_labels_have_all_broader_labels_as_parents")
        );

    [Fact]
    public void Every_option_of_text_binds_has_ends_and_a_test() =>
        Walk<RekognitionTextOptions>(
            RekognitionSections.Text,
            new("Unit", "Lines", "TaggerTests.Text_becomes_words_or_lines"),
            new("MinConfidence", "60", "OptionWalkTests.Every_option_of_the_request_changes_what_is_asked_or_kept"),
            new("MinHeight", "0.1", "FingerprintTests.The_four_operations_have_fingerprints_of_their_own"),
            new("MinWidth", "0.2", "OptionWalkTests.Every_option_of_the_request_changes_what_is_asked_or_kept"),
            new("Regions", null, "FingerprintTests.The_four_operations_have_fingerprints_of_their_own")
        );

    [Fact]
    public async Task Every_option_of_the_request_changes_what_is_asked_or_kept()
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);
        var plain = Prints(new(), new() { ProjectVersionArn = Arn }, new(), new());
        var other = Prints(
            new() { DominantColors = 3, MinColorPercent = 20 },
            new()
            {
                ProjectVersionArn = Arn,
                MinConfidence = 1,
                MaxResults = 3,
            },
            new() { MinConfidence = 60 },
            new() { MinWidth = 0.2, MinConfidence = 60 }
        );
        Assert.All(plain.Zip(other), pair => Assert.NotEqual(pair.First, pair.Second));

        string[] Prints(
            RekognitionLabelOptions labels,
            RekognitionCustomLabelsOptions custom,
            RekognitionModerationOptions moderation,
            RekognitionTextOptions text
        ) =>
            [
                new RekognitionLabelTagger(client, labels).Info.Fingerprint.ToString(),
                new RekognitionCustomLabelsTagger(client, custom).Info.Fingerprint.ToString(),
                new RekognitionModerationTagger(client, moderation).Info.Fingerprint.ToString(),
                new RekognitionTextTagger(client, text).Info.Fingerprint.ToString(),
            ];
    }

    private static void Walk<TOptions>(RekognitionSections.Read<TOptions> read, params WalkedOption[] own)
        where TOptions : RekognitionTaggerOptions, new() =>
        new OptionWalk<TOptions>(
            section => (read(section, new TOptions(), out var faults), faults),
            options => options.Validate(),
            typeof(TOptions) == typeof(RekognitionCustomLabelsOptions)
                ? new Dictionary<string, string?> { ["ProjectVersionArn"] = Arn }
                : null
        ).Check(typeof(OptionWalkTests).Assembly, nested: ["Client"], endless: [], [.. s_common, .. own]);
}
