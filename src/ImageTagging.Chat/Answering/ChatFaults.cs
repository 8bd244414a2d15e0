using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;

namespace ImageTagging.Chat.Answering;

/// <summary>Faults as data that a pipeline acts on: what every picture would meet, what may pass, what is this picture's own.</summary>
internal static class ChatFaults
{
    private const int MaxQuoted = 300;
    private const string Key = $"{nameof(ChatTaggerOptions)}.{nameof(ChatTaggerOptions.ApiKey)}";
    private const string Model = $"{nameof(ChatTaggerOptions)}.{nameof(ChatTaggerOptions.Model)}";
    private const string Url = $"{nameof(ChatTaggerOptions)}.{nameof(ChatTaggerOptions.Url)}";
    private const string ImageTokens = $"{nameof(ChatTaggerOptions)}.{nameof(ChatTaggerOptions.MaxImageTokens)}";

    private static readonly string[] s_credit = ["insufficient_quota", "billing_hard_limit_reached", "billing_not_active"];
    private static readonly string[] s_content = ["content_policy_violation", "content_filter", "moderation_blocked"];

    /// <summary>The meaning of a service's answer.</summary>
    public static ImageTaggingException Of(ChatFault fault, Exception? cause = null)
    {
        var says = fault.Message is { Length: > 0 } message ? $" It says: {Quoted(message)}" : "";
        var (kind, code, told) = fault switch
        {
            { Code: { } own } when s_content.Contains(own, StringComparer.Ordinal) => (
                FailureKind.Refused,
                ErrorCodes.AnswerRefused,
                "The service will not take this picture." + says
            ),
            { StatusCode: 402 or 429 } when fault.StatusCode == 402 || s_credit.Contains(fault.Code, StringComparer.Ordinal) => (
                FailureKind.SetUp,
                ErrorCodes.NoCredit,
                "The account has no credit left at the service." + says
            ),
            // What a service says of a key that is wrong quotes it.
            { StatusCode: 401 } => (
                FailureKind.SetUp,
                ErrorCodes.Unauthorized,
                $"The service does not take the key: see to {Key}."
            ),
            { StatusCode: 403 } => (
                FailureKind.SetUp,
                ErrorCodes.Forbidden,
                $"The key ({Key}) may not be used for this model, or from here." + says
            ),
            { StatusCode: 404 } => (
                FailureKind.SetUp,
                ErrorCodes.NoSuchModel,
                $"The service has no such model, or is not at this address: see to {Model} and {Url}." + says
            ),
            { StatusCode: 429 } => (FailureKind.Throttled, ErrorCodes.SlowDown, "The service asks for fewer calls." + says),
            { StatusCode: 413 } => (
                FailureKind.Refused,
                ErrorCodes.TooLarge,
                "The service takes no picture of this size." + says
            ),
            { StatusCode: 400 or 415 or 422, Parameter: { Length: > 0 } part }
                when !part.StartsWith("messages", StringComparison.Ordinal) => (
                FailureKind.SetUp,
                ErrorCodes.InvalidOptions,
                $"The service does not take '{Quoted(part)}' as it is asked." + says
            ),
            { StatusCode: 400 or 415 or 422 } => (
                FailureKind.Refused,
                ErrorCodes.QuestionRefused,
                "The service refused the picture." + says
            ),
            { StatusCode: 408 or 409 or 425 or >= 500 } => (
                FailureKind.Transient,
                ErrorCodes.TooBusy,
                string.Create(CultureInfo.InvariantCulture, $"The service failed with status {fault.StatusCode}.") + says
            ),
            { StatusCode: >= 300 and < 400 } => (
                FailureKind.SetUp,
                ErrorCodes.Redirected,
                $"The service has moved: give its own address as {Url}."
            ),
            _ => (
                FailureKind.SetUp,
                ErrorCodes.NotUnderstood,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"What answers with status {fault.StatusCode} is no such service: see to {Url}."
                ) + says
            ),
        };
        return new(told, cause)
        {
            Kind = kind,
            Code = code,
            StatusCode = fault.StatusCode,
            RetryAfter = fault.RetryAfter,
            // A gateway that gave up may have had the question answered.
            MayHaveCost = fault.StatusCode is 408 or 500 or 502 or 504,
        };
    }

    /// <summary>An answer that is none.</summary>
    public static ImageTaggingException Unreadable(string why, Exception? cause) =>
        new($"The model's answer cannot be read: {why}.", cause)
        {
            Kind = FailureKind.Transient,
            Code = ErrorCodes.UnreadableAnswer,
            MayHaveCost = true,
        };

    /// <summary>An answer without end.</summary>
    public static ImageTaggingException TooLong(long most) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The model's answer is longer than the {most:N0} characters that are read."
            )
        )
        {
            Kind = FailureKind.Refused,
            Code = ErrorCodes.AnswerTooLong,
            MayHaveCost = true,
        };

    /// <summary>This picture, or the answer for it, is not to be had.</summary>
    public static ImageTaggingException Refused(string code, string message, bool mayHaveCost = false) =>
        new(message)
        {
            Kind = FailureKind.Refused,
            Code = code,
            MayHaveCost = mayHaveCost,
        };

    /// <summary>A call that took more than was reserved: the next ones would exceed the budget.</summary>
    public static ImageTaggingException OverPrice(decimal price, decimal reserved, UsageDetails usage) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"A call took {usage.InputTokenCount} tokens for its question and {usage.OutputTokenCount} for its answer, more than the {reserved:0.########} US dollars that are reserved for one: raise {ImageTokens}."
            )
        )
        {
            Kind = FailureKind.SetUp,
            Code = ErrorCodes.PriceExceeded,
            MayHaveCost = true,
            Price = price,
        };

    /// <summary>The same refusal for every picture.</summary>
    public static ImageTaggingException FaultyQuestion(ImageTaggingException fault) =>
        With(
            fault,
            fault.Price,
            kind: FailureKind.SetUp,
            message: "The service refuses every picture, so the question is wrong. " + fault.Message
        );

    /// <summary>No answer that can be used, whatever the picture.</summary>
    public static ImageTaggingException FaultySettings(ImageTaggingException fault) =>
        With(
            fault,
            fault.Price,
            kind: FailureKind.SetUp,
            message: "No answer of the model can be used, so it is not the pictures. " + fault.Message
        );

    /// <summary>A fault with more about it.</summary>
    public static ImageTaggingException With(
        ImageTaggingException fault,
        decimal? price,
        ImageName? image = null,
        string? tagger = null,
        FailureKind? kind = null,
        string? message = null
    ) =>
        new(message ?? fault.Message, fault)
        {
            Kind = kind ?? fault.Kind,
            Code = fault.Code,
            Image = image ?? fault.Image,
            Tagger = tagger ?? fault.Tagger,
            RequestId = fault.RequestId,
            StatusCode = fault.StatusCode,
            RetryAfter = fault.RetryAfter,
            MayHaveCost = fault.MayHaveCost,
            Price = price,
        };

    // One line without what steers a terminal or hides.
    private static string Quoted(string text)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= MaxQuoted)
            {
                line.Append('…');
                break;
            }

            line.Append(
                Rune.IsWhiteSpace(rune) ? " "
                : Rune.GetUnicodeCategory(rune)
                    is UnicodeCategory.Control
                        or UnicodeCategory.Format
                        or UnicodeCategory.Surrogate
                        or UnicodeCategory.PrivateUse
                    ? ""
                : rune.ToString()
            );
        }

        return line.ToString().Trim();
    }
}
