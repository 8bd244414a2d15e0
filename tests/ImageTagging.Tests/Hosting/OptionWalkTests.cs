using System.Globalization;
using System.Reflection;
using ImageTagging.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ImageTagging.Tests.Hosting;

/// <summary>Walks every public option of the core's option types: each binds from a configuration, refuses what is out of its range, and has a test that shows what it changes.</summary>
public class OptionWalkTests
{
    private const string FromCode = "";

    /// <summary>Where an option is bound from, and the test that shows its effect.</summary>
    private static readonly (Type Type, string Section, (string Name, string Value, string Test)[] Options)[] s_walk =
    [
        (
            typeof(PipelineOptions),
            "Pipeline",
            [
                ("Workers", "7", "EndTests.Never_more_calls_go_out_unsaved_than_allowed"),
                ("MaxUnsaved", "300", "EndTests.Never_more_calls_go_out_unsaved_than_allowed"),
                ("FlushCount", "100", "IndexWriterTests.A_lone_update_is_written_after_a_short_wait_and_a_flush_does_not_wait"),
                (
                    "FlushAfter",
                    "00:00:01",
                    "IndexWriterTests.A_lone_update_is_written_after_a_short_wait_and_a_flush_does_not_wait"
                ),
                (
                    "RemoveAfter",
                    "3.00:00:00",
                    "FirstRunTests.A_picture_that_changed_is_tagged_again_and_one_that_went_is_marked_then_purged"
                ),
                ("MaxImageBytes", "1000", "FailureTests.A_picture_longer_than_MaxImageBytes_is_refused_unread"),
                ("Grace", "00:00:02", "EndTests.Cancelled_it_gives_a_call_that_hangs_a_grace_only"),
                (
                    "OutagePatience",
                    "00:01:00",
                    "OutageTests.A_migration_is_waited_for_longer_than_an_outage_and_named_pictures_are_told_of_it"
                ),
                (
                    "MigrationPatience",
                    "02:00:00",
                    "OutageTests.A_migration_is_waited_for_longer_than_an_outage_and_named_pictures_are_told_of_it"
                ),
                ("RefreshEvery", "00:00:10", "OptionWalkTests.The_index_is_refreshed_as_often_as_is_said"),
                ("RefreshWrites", "10", "OptionWalkTests.The_index_is_refreshed_as_often_as_is_said"),
                ("PruneRanges", "2", "RemovalsTests.Pruning_calls_nothing_and_marks_over_parallel_ranges"),
            ]
        ),
        (
            typeof(RunOptions),
            "Background",
            [
                ("Scope", FromCode, "RemovalsTests.A_run_over_a_part_of_the_keys_marks_only_there"),
                (
                    "Sources",
                    FromCode,
                    "FolderWatchTests.A_first_listing_that_fails_is_thrown_and_without_a_folder_nothing_is_watched"
                ),
                ("ResolveContents", "true", "ReuseTests.An_answer_whose_mistake_does_harm_serves_others_by_a_strong_hash_only"),
                ("RetagModel", "true", "NamedRunTests.Another_model_makes_named_and_listed_pictures_stale_when_asked"),
                (
                    "RetryFailed",
                    "true",
                    "FailureTests.A_passing_failure_is_due_after_one_hour_then_two_and_after_five_runs_never"
                ),
                ("AllowRemovals", "true", "RemovalsTests.The_guard_holds_what_looks_like_an_accident"),
                ("Tag", FromCode, "RemovalsTests.Pruning_calls_nothing_and_marks_over_parallel_ranges"),
                ("RunId", FromCode, "SharedRunTests.Whoever_gives_the_same_run_id_shares_the_runs_budget_and_others_do_not"),
                ("WaitForOtherRun", "00:10:00", "LeaseBookTests.Two_runs_at_once_on_overlapping_keys_are_one_after_the_other"),
            ]
        ),
        (
            typeof(FolderWatchOptions),
            FromCode,
            [
                ("Settle", FromCode, "FolderChangesTests.A_half_written_file_waits_until_its_size_is_steady"),
                ("ListEvery", FromCode, "WatchedFolderTests.All_is_listed_first_and_then_every_so_often"),
            ]
        ),
        (
            typeof(TaggerCallOptions),
            "Calls:test",
            [
                (
                    "CallsPerSecond",
                    "12.5",
                    "TaggerCallerTests.No_more_calls_a_second_go_out_than_is_said_and_a_share_is_a_part_of_them"
                ),
                (
                    "RateShare",
                    "0.5",
                    "TaggerCallerTests.No_more_calls_a_second_go_out_than_is_said_and_a_share_is_a_part_of_them"
                ),
                ("MaxConcurrency", "3", "TaggerCallerTests.As_many_calls_are_in_flight_as_is_said"),
                ("MaxAttempts", "2", "TaggerCallerTests.Attempts_end_and_the_failure_is_data"),
                ("MaxThrottledTime", "00:00:10", "TaggerCallerTests.Throttling_that_does_not_end_fails_the_picture"),
                ("BaseDelay", "00:00:00.5", "TaggerCallerTests.Waits_between_attempts_grow_from_the_base_to_the_longest"),
                ("MaxDelay", "00:00:05", "TaggerCallerTests.Waits_between_attempts_grow_from_the_base_to_the_longest"),
                (
                    "AttemptTimeout",
                    "00:00:05",
                    "TaggerCallerTests.An_attempt_that_hangs_ends_and_counts_as_one_that_may_have_been_served"
                ),
                (
                    "OnlyWhere",
                    "person OR untagged",
                    "CascadeTests.A_paid_tagger_is_called_only_where_the_free_labels_say_so_and_the_plan_says_it_before"
                ),
                (
                    "ReuseNearDuplicates",
                    "true",
                    "NearDuplicateTests.A_burst_is_paid_for_once_whoever_is_first_and_every_record_tells_whose_answer_it_has"
                ),
            ]
        ),
        (
            typeof(FolderSourceOptions),
            "Sources:0",
            [
                ("Name", "photos", "HostConfigurationTests.A_configuration_says_it_all"),
                ("Prefix", "2024/", "FolderImageSourceTests.A_prefix_narrows_the_source_and_keys_stay_relative_to_the_root"),
                ("Suffixes", ".jpg", "FolderWalkTests.Only_files_with_a_pictures_ending_are_listed_whatever_their_case"),
                (
                    "IncludeHidden",
                    "true",
                    "FolderWalkTests.What_devices_and_people_did_not_mean_as_pictures_is_left_out_and_counted_by_kind"
                ),
                ("Exclude", "raw/", "FolderWalkTests.Patterns_and_the_ignore_file_leave_out_what_they_name"),
                ("IgnoreFile", ".mine", "FolderWalkTests.Patterns_and_the_ignore_file_leave_out_what_they_name"),
                ("AllowEmpty", "true", "FolderFaultTests.An_empty_root_is_a_source_where_that_is_allowed"),
                ("MountPoints", "nas/", "FolderFaultTests.An_unmounted_disk_below_is_a_gap_where_it_was_named"),
                ("TimeProvider", FromCode, "OptionWalkTests.A_folders_listing_is_dated_by_its_clock"),
            ]
        ),
    ];

    [Fact]
    public void Every_option_is_walked_and_its_test_is_there()
    {
        Type[] types =
        [
            .. new[] { typeof(ImageTaggingPipeline).Assembly, typeof(IImageSource).Assembly }
                .SelectMany(a => a.GetExportedTypes())
                .Where(t => t is { IsClass: true, IsAbstract: false } && t.Name.EndsWith("Options", StringComparison.Ordinal)),
        ];
        // Of a single action, which is told at its call and read by no configuration.
        string[] ofAnAction =
        [
            "ForgivingOptions",
            "DuplicateOptions",
            "CopyOptions",
            "DownloadOptions",
            "VerifyOptions",
            "ImageSearchOptions",
            "VocabularyOptions",
        ];
        Assert.Equal(
            types.Select(t => t.Name).Except(ofAnAction, StringComparer.Ordinal).Order(StringComparer.Ordinal),
            s_walk.Select(w => w.Type.Name).Order(StringComparer.Ordinal)
        );
        var tests = typeof(OptionWalkTests).Assembly.GetTypes().ToLookup(t => t.Name, StringComparer.Ordinal);
        foreach (var (type, _, options) in s_walk)
        {
            Assert.Equal(
                type.GetProperties()
                    .Where(p => p.SetMethod is { IsPublic: true })
                    .Select(p => p.Name)
                    .Order(StringComparer.Ordinal),
                options.Select(o => o.Name).Order(StringComparer.Ordinal)
            );
            foreach (var (name, _, test) in options)
            {
                string[] parts = test.Split('.');
                Assert.True(
                    parts.Length == 2 && tests[parts[0]].Any(t => t.GetMethod(parts[1]) is not null),
                    $"{type.Name}.{name}: there is no test {test}."
                );
            }
        }
    }

    [Fact]
    public void Every_option_binds()
    {
        foreach (var (type, section, options) in s_walk.Where(w => w.Section.Length > 0))
        {
            foreach (var (name, value, _) in options.Where(o => o.Value.Length > 0))
            {
                var property = type.GetProperty(name)!;
                var bound = property.GetValue(Bound(type, section, name, value));
                var text =
                    bound is IReadOnlyList<string> list ? string.Join(',', list)
                    : bound is bool flag ? (flag ? "true" : "false")
                    : bound is TagQuery query ? TagQueryText.ToCanonical(query)
                    : bound is NearDuplicateReuse reuse ? (reuse == new NearDuplicateReuse() ? "true" : "")
                    : bound is TimeSpan time ? time.ToString("g", CultureInfo.InvariantCulture)
                    : Convert.ToString(bound, CultureInfo.InvariantCulture);
                var expected =
                    property.PropertyType == typeof(TimeSpan)
                        ? TimeSpan.Parse(value, CultureInfo.InvariantCulture).ToString("g", CultureInfo.InvariantCulture)
                        : value;
                Assert.True(text == expected, $"{type.Name}.{name} is '{text}' where '{expected}' was said.");
            }
        }
    }

    [Fact]
    public void Every_time_and_number_has_ends_that_nothing_beyond_passes()
    {
        foreach (var (type, _, options) in s_walk)
        {
            foreach (var property in options.Select(o => type.GetProperty(o.Name)!))
            {
                foreach (var extreme in ExtremesOf(property.PropertyType))
                {
                    Assert.True(IsRefused(type, property, extreme), $"{type.Name}.{property.Name} takes {extreme}.");
                }
            }
        }
    }

    [Theory]
    [InlineData("Sources:0:Typo")]
    [InlineData("Index:Typo")]
    [InlineData("Taggers:0:Nested:Typo")]
    public void A_member_that_no_provider_asks_for_is_refused(string member)
    {
        using var services = Services(
            new()
            {
                ["ImageTagging:Sources:0:Type"] = "own",
                ["ImageTagging:Sources:0:Bucket"] = "b",
                ["ImageTagging:Sources:0:Suffixes:0"] = ".jpg",
                ["ImageTagging:Taggers:0:Type"] = "own",
                ["ImageTagging:Taggers:0:Nested:Known"] = "1",
                ["ImageTagging:Index:Type"] = "memory",
                ["ImageTagging:" + member] = "x",
            }
        );
        var fault = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<HostSettings>>().Value);
        Assert.Contains($"ImageTagging:{member} is no setting", Assert.Single(fault.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 1_000)]
    [InlineData(1_000_000, 3)]
    public async Task The_index_is_refreshed_as_often_as_is_said(int writes, int seconds)
    {
        await using var world = new Running.World();
        for (var i = 0; i < 100; i++)
        {
            world.Store.Put($"{i:000}.jpg", $"thing{i}");
        }

        var refreshes = 0;
        var index = new Running.FaultyIndex(world.Index) { OnAsk = what => refreshes += what == "refresh" ? 1 : 0 };
        var options = new PipelineOptions
        {
            RefreshWrites = writes,
            RefreshEvery = TimeSpan.FromSeconds(seconds),
            FlushCount = 1,
            FlushAfter = TimeSpan.FromMilliseconds(1),
        };
        world.Build(b => b.Configure(options), index);
        world.Tagger.OnCall = (_, _, token) => Task.Delay(TimeSpan.FromSeconds(1), world.Time, token);
        await world.RunAsync();
        // Without either there are two: at the start and at the end.
        Assert.InRange(refreshes, 4, 60);
    }

    [Fact]
    public async Task A_folders_listing_is_dated_by_its_clock()
    {
        using var folder = new TestSupport.TempFolder();
        await File.WriteAllBytesAsync(folder.File("a.jpg"), [1], TestContext.Current.CancellationToken);
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var source = new FolderImageSource(folder.Path, new FolderSourceOptions { TimeProvider = time });
        var listing = await source.FindAsync("a.jpg", TestContext.Current.CancellationToken);
        Assert.Equal(time.GetUtcNow(), listing!.ListedAt);
    }

    private static IEnumerable<object> ExtremesOf(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(TimeSpan)
                ? [TimeSpan.MinValue, TimeSpan.FromTicks(-1), TimeSpan.FromDays(100_000), TimeSpan.MaxValue]
            : plain == typeof(int) ? [int.MinValue, 0, int.MaxValue]
            : plain == typeof(long) ? [long.MinValue, 0L, long.MaxValue]
            : plain == typeof(double) ? [double.NaN, double.NegativeInfinity, 0d, double.PositiveInfinity]
            : [];
    }

    private static bool IsRefused(Type type, PropertyInfo property, object value)
    {
        var options = Activator.CreateInstance(type)!;
        property.SetValue(options, value);
        // Writes have no upper end: no number of them is too many to be counted.
        if (property.Name == nameof(PipelineOptions.RefreshWrites) && value is int.MaxValue)
        {
            return true;
        }

        try
        {
            switch (options)
            {
                case PipelineOptions pipeline:
                    pipeline.Validate();
                    return false;
                case RunOptions run:
                    run.Validate();
                    return false;
                case FolderWatchOptions watch:
                    watch.Validate();
                    return false;
                case TaggerCallOptions calls:
                    return calls.Validate().Count > 0;
                default:
                    return false;
            }
        }
        catch (ImageTaggingException fault)
        {
            Assert.Equal("InvalidOptions", fault.Code);
            return true;
        }
    }

    private static object Bound(Type type, string section, string name, string value)
    {
        var isList = typeof(IReadOnlyList<string>).IsAssignableFrom(type.GetProperty(name)!.PropertyType);
        var key = $"ImageTagging:{section}:{name}{(isList ? ":0" : "")}";
        if (type == typeof(FolderSourceOptions))
        {
            var configuration = new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?> { [key] = value, ["ImageTagging:Sources:0:Path"] = "/p" })
                .Build();
            List<string> faults = [];
            var folder = ConfiguredSettings.Folder(configuration.GetSection("ImageTagging:Sources:0"), new(), faults, out _);
            Assert.Empty(faults);
            return folder;
        }

        using var services = Services(
            new()
            {
                ["ImageTagging:Index:Type"] = "memory",
                [key] = value,
                ["ImageTagging:Background:Every"] = "01:00:00",
            }
        );
        var settings = services.GetRequiredService<IOptions<HostSettings>>().Value;
        return type == typeof(PipelineOptions) ? services.GetRequiredService<IOptions<PipelineOptions>>().Value
            : type == typeof(RunOptions) ? settings.RunOptions
            : settings.Calls["test"];
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services
            .AddImageTagging(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddConfiguredProvider<IImageSource>(
                "own",
                (_, _) => throw new InvalidOperationException(),
                section => section["Bucket"] is null || section.GetSection("Suffixes").Get<string[]>() is null ? ["missing"] : []
            )
            .AddConfiguredProvider<ITagger>(
                "own",
                (_, _) => throw new InvalidOperationException(),
                section => section["Nested:Known"] is null ? ["missing"] : []
            );
        return services.BuildServiceProvider();
    }
}
