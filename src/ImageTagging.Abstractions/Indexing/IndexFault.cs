namespace ImageTagging;

/// <summary>A difference that an engine found in itself.</summary>
/// <param name="Image">The image it is about; null where it is about none.</param>
/// <param name="Code">A short stable name.</param>
/// <param name="Message">A sentence for an operator.</param>
/// <param name="IsRepaired">Whether it was mended.</param>
public sealed record IndexFault(ImageName? Image, string Code, string Message, bool IsRepaired);
