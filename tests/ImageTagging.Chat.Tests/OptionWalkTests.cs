using ImageTagging.Chat.Hosting;
using ImageTagging.TestSupport;

namespace ImageTagging.Chat.Tests;

public sealed class OptionWalkTests
{
    private const string Told =
        "ChatTaggerTests.The_most_that_a_call_may_cost_is_told_before_and_who_has_no_price_is_told_from_who_is_on_this_machine";
    private const string Asked = "ChatTaggerTests.What_is_asked_makes_the_fingerprint_and_how_it_is_sent_does_not";
    private const string OverPrice =
        "ChatTaggerTests.A_call_that_costs_more_than_was_reserved_stops_the_run_and_says_what_to_raise";

    [Fact]
    public void Every_option_binds_has_ends_and_a_test() =>
        new OptionWalk<ChatTaggerOptions>(
            section => (ChatSections.Read(section, new(), out var faults), faults),
            options => options.Validate()
        ).Check(
            typeof(OptionWalkTests).Assembly,
            nested: [],
            endless: [],
            new("Name", "eyes", Told),
            new("Model", "llava", "ServiceTests.The_question_is_what_such_services_take"),
            new("Url", "http://localhost:11434/v1", "HostingTests.With_an_address_it_calls_that_and_not_the_hosts_client"),
            new("ApiKey", "sk-1", "ServiceTests.The_question_is_what_such_services_take"),
            new("Words", "dog", "ChatTaggerTests.Bound_to_words_it_answers_with_those_alone_spelled_as_they_are"),
            new("Instructions", "In German.", Asked),
            new("MaxLabels", "25", "ChatTaggerTests.Of_more_labels_than_were_asked_for_the_surest_are_kept"),
            new("MinConfidence", "60.5", Asked),
            new("MaxSide", "512", "ChatTaggerTests.The_picture_goes_scaled_without_metadata_and_without_its_name"),
            new("MaxOutputTokens", "500", "ServiceTests.The_question_is_what_such_services_take"),
            new("MaxImageTokens", "800", OverPrice),
            new("InputPrice", "0.15", OverPrice),
            new("OutputPrice", "0.6", OverPrice),
            new("IsMetered", "true", Told),
            new("CallsPerSecond", "2.5", Told),
            new("MaxConcurrency", "9", Told),
            new("Temperature", "0.5", Asked),
            new("RequestTimeout", "00:00:30", "ServiceTests.An_answer_that_does_not_come_is_not_waited_for_and_may_have_cost"),
            new("ConnectTimeout", "00:00:05", "ServiceTests.Who_takes_no_connection_in_time_was_never_asked"),
            new("FaultReader", null, "ChatTaggerTests.What_only_a_clients_own_library_knows_is_read_by_the_reader_that_is_given")
        );
}
