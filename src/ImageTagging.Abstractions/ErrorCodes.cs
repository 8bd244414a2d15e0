namespace ImageTagging;

/// <summary>
/// The codes of <see cref="ImageTaggingException.Code"/> and <see cref="ImageFailureReason.Code"/> that are this SDK's own; each says its
/// cause, and below it the remedy. What a service answers under a name of its own keeps that name.
/// </summary>
/// <remarks>Codes are stable: programs may compare with them. <c>docs/troubleshooting.md</c> lists the same.</remarks>
public static class ErrorCodes
{
    /// <summary>A picture, a bucket or a file may not be read.</summary>
    /// <remarks>Grant this user the right that the message names.</remarks>
    public const string AccessDenied = "AccessDenied";

    /// <summary>The index is there without its alias.</summary>
    /// <remarks>Add the alias that the message names.</remarks>
    public const string AliasMissing = "AliasMissing";

    /// <summary>A model's answer was cut at its most tokens.</summary>
    /// <remarks>Raise <c>ChatTaggerOptions.MaxOutputTokens</c>, and have the picture tried again.</remarks>
    public const string AnswerCut = "AnswerCut";

    /// <summary>The connection broke while the answer was awaited; the request may have been carried out.</summary>
    /// <remarks>Nothing: it is tried again.</remarks>
    public const string AnswerLost = "AnswerLost";

    /// <summary>A model will not answer for the picture.</summary>
    /// <remarks>Nothing, or ask another model.</remarks>
    public const string AnswerRefused = "AnswerRefused";

    /// <summary>The answer is longer than is read.</summary>
    /// <remarks>Ask for less at once, or raise <c>MaxAnswerBytes</c>.</remarks>
    public const string AnswerTooLong = "AnswerTooLong";

    /// <summary>The object is archived.</summary>
    /// <remarks>Restore it, and run again.</remarks>
    public const string Archived = "Archived";

    /// <summary>The state of the budget cannot be read or written, so no paid call is made.</summary>
    /// <remarks>See to the index.</remarks>
    public const string BudgetUnreachable = "BudgetUnreachable";

    /// <summary>Other processes wrote for so long that the index did not become free.</summary>
    /// <remarks>Try again later.</remarks>
    public const string Busy = "Busy";

    /// <summary>The picture cannot be made as small as it is to be.</summary>
    /// <remarks>Allow more bytes.</remarks>
    public const string CannotFit = "CannotFit";

    /// <summary>The index cannot be opened.</summary>
    /// <remarks>Its folder must exist, and file and folder be readable and writable.</remarks>
    public const string CannotOpen = "CannotOpen";

    /// <summary>The search server's certificate is not trusted.</summary>
    /// <remarks>Name the certificate's fingerprint or its authority.</remarks>
    public const string CertificateNotTrusted = "CertificateNotTrusted";

    /// <summary>A correction cannot be made as it is.</summary>
    /// <remarks>The message says why.</remarks>
    public const string ChangeRefused = "ChangeRefused";

    /// <summary>The picture changed while it was read.</summary>
    /// <remarks>Nothing: the next run takes it up.</remarks>
    public const string ChangedWhileReading = "ChangedWhileReading";

    /// <summary>The connection did not open in time.</summary>
    /// <remarks>Check address and network.</remarks>
    public const string ConnectTimedOut = "ConnectTimedOut";

    /// <summary>The tagger could not be reached.</summary>
    /// <remarks>Check address and network; it is tried again.</remarks>
    public const string ConnectionFailed = "ConnectionFailed";

    /// <summary>The connection broke before the answer was whole.</summary>
    /// <remarks>Nothing: it is tried again where that may help.</remarks>
    public const string ConnectionLost = "ConnectionLost";

    /// <summary>Others kept changing the same record.</summary>
    /// <remarks>Nothing: the next run takes it up again.</remarks>
    public const string Contended = "Contended";

    /// <summary>The bytes that were read are not those that the store says it holds.</summary>
    /// <remarks>Try again; if it stays so, the store's copy is damaged.</remarks>
    public const string ContentMismatch = "ContentMismatch";

    /// <summary>The index is damaged.</summary>
    /// <remarks>Restore a backup, or move it away and index again.</remarks>
    public const string Corrupt = "Corrupt";

    /// <summary>Something else than was counted is there now, so nothing was changed.</summary>
    /// <remarks>Look again, and repeat with the new count.</remarks>
    public const string CountChanged = "CountChanged";

    /// <summary>More pictures are asked for at once than are given.</summary>
    /// <remarks>Ask for as many as the message says.</remarks>
    public const string CountRefused = "CountRefused";

    /// <summary>The cursor belongs to another query.</summary>
    /// <remarks>Start from the first page.</remarks>
    public const string CursorMismatch = "CursorMismatch";

    /// <summary>The picture cannot be decoded: it is damaged, cut short or of another type than it says.</summary>
    /// <remarks>Replace it; it is tried again when it changes.</remarks>
    public const string DecodeFailed = "DecodeFailed";

    /// <summary>Decoding took too long on this machine.</summary>
    /// <remarks>Nothing: a later run tries again.</remarks>
    public const string DecodeTimedOut = "DecodeTimedOut";

    /// <summary>There is no space left for the index.</summary>
    /// <remarks>Free some, and run again; what was acknowledged is kept.</remarks>
    public const string DiskFull = "DiskFull";

    /// <summary>The file is empty.</summary>
    /// <remarks>Replace it.</remarks>
    public const string Empty = "Empty";

    /// <summary>The picture is empty.</summary>
    /// <remarks>Replace it.</remarks>
    public const string EmptyImage = "EmptyImage";

    /// <summary>A fault without a code of its own.</summary>
    /// <remarks>The message says what to do.</remarks>
    public const string Error = "Error";

    /// <summary>The AWS credentials have expired.</summary>
    /// <remarks>Sign in again, or use a role.</remarks>
    public const string ExpiredToken = "ExpiredToken";

    /// <summary>The folder is empty, as the folder of a disk that is not mounted is.</summary>
    /// <remarks>Mount the disk, or allow the removals where that is right.</remarks>
    public const string FolderEmpty = "FolderEmpty";

    /// <summary>The folder does not exist, or its disk is not mounted.</summary>
    /// <remarks>Check both.</remarks>
    public const string FolderMissing = "FolderMissing";

    /// <summary>The folder cannot be read.</summary>
    /// <remarks>Give this user the right to read it.</remarks>
    public const string FolderUnreadable = "FolderUnreadable";

    /// <summary>The search server does not allow it.</summary>
    /// <remarks>Let the user read, write and create the index and its alias.</remarks>
    public const string Forbidden = "Forbidden";

    /// <summary>A video, or a picture of JPEG XL or JPEG 2000, cannot be shown on this machine.</summary>
    /// <remarks>Install ffmpeg as the message says; runs try the picture again, after a week at the latest.</remarks>
    public const string FfmpegMissing = "FfmpegMissing";

    /// <summary>The index of this name is not one of this SDK.</summary>
    /// <remarks>Choose another name; this one was left as it is.</remarks>
    public const string ForeignIndex = "ForeignIndex";

    /// <summary>Suspiciously many pictures are missing, so none was marked as gone.</summary>
    /// <remarks>Check that the disk is mounted and the prefix right; else allow the removals.</remarks>
    public const string GuardHeld = "GuardHeld";

    /// <summary>A HEIC picture cannot be decoded on this machine.</summary>
    /// <remarks>Install libheif as the message says; runs try the picture again, after a week at the latest. Or save it as JPEG.</remarks>
    public const string HeicDecoderMissing = "HeicDecoderMissing";

    /// <summary>An ignore file cannot be used.</summary>
    /// <remarks>Mend the line that the message names.</remarks>
    public const string IgnoreFile = "IgnoreFile";

    /// <summary>The index has no picture of this name.</summary>
    /// <remarks>Name one that it has.</remarks>
    public const string ImageMissing = "ImageMissing";

    /// <summary>The index went away.</summary>
    /// <remarks>Run again: it is made anew.</remarks>
    public const string IndexMissing = "IndexMissing";

    /// <summary>The address of the service cannot be used.</summary>
    /// <remarks>Write it as <c>https://host</c>.</remarks>
    public const string InvalidEndpoint = "InvalidEndpoint";

    /// <summary>An option is missing, out of its range or named twice.</summary>
    /// <remarks>Change the option that the message names, to the range that it gives.</remarks>
    public const string InvalidOptions = "InvalidOptions";

    /// <summary>The key cannot be used in this store or index.</summary>
    /// <remarks>Rename the picture as the message says.</remarks>
    public const string KeyRefused = "KeyRefused";

    /// <summary>A picture is to be written under a key that is taken.</summary>
    /// <remarks>Choose another key.</remarks>
    public const string KeyTaken = "KeyTaken";

    /// <summary>Another run is at work on some of the keys.</summary>
    /// <remarks>Wait for it, or let this run wait with <c>RunOptions.WaitForOtherRun</c>.</remarks>
    public const string LeaseHeld = "LeaseHeld";

    /// <summary>The run could not renew its hold on its keys and stopped before another one could collide with it.</summary>
    /// <remarks>See to the index's load or network, and run again.</remarks>
    public const string LeaseLost = "LeaseLost";

    /// <summary>The entry of the leases in the index cannot be read.</summary>
    /// <remarks>Delete that entry if no run is going on.</remarks>
    public const string LeaseUnreadable = "LeaseUnreadable";

    /// <summary>A part of a source, or one picture of it, could not be listed or looked up; nothing under it is removed.</summary>
    /// <remarks>Mend permissions, disk or network, and run again.</remarks>
    public const string ListingGap = "ListingGap";

    /// <summary>A source or an index does not sort its keys by their UTF-8 bytes, so nothing was removed.</summary>
    /// <remarks>For a source or index of your own, run the conformance suites.</remarks>
    public const string ListingOutOfOrder = "ListingOutOfOrder";

    /// <summary>Reading the metadata took too long on this machine.</summary>
    /// <remarks>Nothing: a later run tries again.</remarks>
    public const string MetadataTimedOut = "MetadataTimedOut";

    /// <summary>A migration of the index is under way.</summary>
    /// <remarks>Wait for it to end.</remarks>
    public const string Migrating = "Migrating";

    /// <summary>The index was made by an older version and must be migrated.</summary>
    /// <remarks>Migrate it once.</remarks>
    public const string MigrationNeeded = "MigrationNeeded";

    /// <summary>No AWS region is set for Amazon Rekognition.</summary>
    /// <remarks>Set the region in the options, the profile or <c>AWS_REGION</c>.</remarks>
    public const string MissingRegion = "MissingRegion";

    /// <summary>A model card cannot be used.</summary>
    /// <remarks>Mend the line that the message names.</remarks>
    public const string ModelCardInvalid = "ModelCardInvalid";

    /// <summary>A model's file does not exist.</summary>
    /// <remarks>Check the path.</remarks>
    public const string ModelMissing = "ModelMissing";

    /// <summary>A model's file cannot be read.</summary>
    /// <remarks>Check the file and its format.</remarks>
    public const string ModelUnreadable = "ModelUnreadable";

    /// <summary>A native library is not there for this platform.</summary>
    /// <remarks>Reference the package that the message names.</remarks>
    public const string NativeLibraryMissing = "NativeLibraryMissing";

    /// <summary>The index, or a state in it, was made by a newer version.</summary>
    /// <remarks>Update this program.</remarks>
    public const string NewerSchema = "NewerSchema";

    /// <summary>The host takes no connection.</summary>
    /// <remarks>Check that it runs, and the firewall.</remarks>
    public const string NoConnection = "NoConnection";

    /// <summary>No AWS credentials were found, or the profile that names them cannot be used.</summary>
    /// <remarks>Give the process a role, or sign in and set <c>AWS_PROFILE</c>.</remarks>
    public const string NoCredentials = "NoCredentials";

    /// <summary>The account has no credit left at the service.</summary>
    /// <remarks>Pay, or wait for the next period.</remarks>
    public const string NoCredit = "NoCredit";

    /// <summary>The examples to be like and unlike are the same.</summary>
    /// <remarks>Name others.</remarks>
    public const string NoDirection = "NoDirection";

    /// <summary>The picture was tagged without an embedding.</summary>
    /// <remarks>Tag it with a tagger that gives one.</remarks>
    public const string NoEmbedding = "NoEmbedding";

    /// <summary>A tag is to be taught and there are no examples that say yes, or none that say no.</summary>
    /// <remarks>Say yes to some pictures, ten or more, and no to others.</remarks>
    public const string NoExamples = "NoExamples";

    /// <summary>Folders are to be watched and the pipeline has none.</summary>
    /// <remarks>Add a folder.</remarks>
    public const string NoFolder = "NoFolder";

    /// <summary>There is no index.</summary>
    /// <remarks>Make a run first, or name another; reading makes none.</remarks>
    public const string NoIndex = "NoIndex";

    /// <summary>No AWS region is set for Amazon S3.</summary>
    /// <remarks>Set the region in the options, the profile or <c>AWS_REGION</c>.</remarks>
    public const string NoRegion = "NoRegion";

    /// <summary>This index does not find what is similar.</summary>
    /// <remarks>Use one whose <c>IndexInfo.FindsSimilar</c> says that it does.</remarks>
    public const string NoSimilarity = "NoSimilarity";

    /// <summary>No host has this name.</summary>
    /// <remarks>Check the address and the name server.</remarks>
    public const string NoSuchHost = "NoSuchHost";

    /// <summary>The index has no such picture.</summary>
    /// <remarks>Check source and key.</remarks>
    public const string NoSuchImage = "NoSuchImage";

    /// <summary>The service has no model of this name.</summary>
    /// <remarks>Check the model's name and the address.</remarks>
    public const string NoSuchModel = "NoSuchModel";

    /// <summary>The AWS profile that is named does not exist.</summary>
    /// <remarks>Name one that does, or unset <c>AWS_PROFILE</c>.</remarks>
    public const string NoSuchProfile = "NoSuchProfile";

    /// <summary>A run is to tag and the pipeline has no tagger.</summary>
    /// <remarks>Add a tagger, or prune.</remarks>
    public const string NoTagger = "NoTagger";

    /// <summary>The document is none of a taught tag, or of a newer version.</summary>
    /// <remarks>Export the tag again.</remarks>
    public const string NoTaughtTag = "NoTaughtTag";

    /// <summary>The host's certificate is not trusted.</summary>
    /// <remarks>Trust the authority that signed it, or mend the address.</remarks>
    public const string NoTrust = "NoTrust";

    /// <summary>The path is no folder.</summary>
    /// <remarks>Name the folder that holds the pictures.</remarks>
    public const string NotAFolder = "NotAFolder";

    /// <summary>The file is not an index of this SDK.</summary>
    /// <remarks>Name another file; this one was left as it is.</remarks>
    public const string NotAnIndex = "NotAnIndex";

    /// <summary>The picture is no longer there.</summary>
    /// <remarks>Nothing: the next run marks it as gone.</remarks>
    public const string NotFound = "NotFound";

    /// <summary>The request could not be sent as it is.</summary>
    /// <remarks>The message says why.</remarks>
    public const string NotSent = "NotSent";

    /// <summary>The tag was never taught.</summary>
    /// <remarks>Teach it first, or check its name.</remarks>
    public const string NotTaught = "NotTaught";

    /// <summary>The server that answers is no search server of a known version.</summary>
    /// <remarks>Check the address and the version.</remarks>
    public const string NotUnderstood = "NotUnderstood";

    /// <summary>The run ended before the record could be written.</summary>
    /// <remarks>See to the index, and run again.</remarks>
    public const string NotWritten = "NotWritten";

    /// <summary>The object was deleted after it was listed.</summary>
    /// <remarks>Nothing: the next run marks it as gone.</remarks>
    public const string ObjectGone = "ObjectGone";

    /// <summary>The object was replaced after it was listed.</summary>
    /// <remarks>Nothing: the next run takes it up.</remarks>
    public const string ObjectReplaced = "ObjectReplaced";

    /// <summary>The file is a picture's raw one, and tagged with it.</summary>
    /// <remarks>Name the JPEG or HEIC beside it.</remarks>
    public const string CompanionFile = "CompanionFile";

    /// <summary>The key is none of the source's: its prefix or its endings are others.</summary>
    /// <remarks>Name a key of the source, or widen the source.</remarks>
    public const string OutOfScope = "OutOfScope";

    /// <summary>A process holds a part of a budget, and nobody can see from this machine if it still runs.</summary>
    /// <remarks>Release its part on its own machine, or count it as spent.</remarks>
    public const string OwnerNotSeen = "OwnerNotSeen";

    /// <summary>The precision that is asked for is none.</summary>
    /// <remarks>Ask for one over 0 and at most 1.</remarks>
    public const string PrecisionRefused = "PrecisionRefused";

    /// <summary>A call cost more than was reserved for it.</summary>
    /// <remarks>Raise <c>ChatTaggerOptions.MaxImageTokens</c>.</remarks>
    public const string PriceExceeded = "PriceExceeded";

    /// <summary>The proxy refused the connection.</summary>
    /// <remarks>Check the proxy's settings and log-in.</remarks>
    public const string ProxyRefused = "ProxyRefused";

    /// <summary>The query has more parts than the engine takes.</summary>
    /// <remarks>Ask for less at once.</remarks>
    public const string QueryTooLarge = "QueryTooLarge";

    /// <summary>A model's service refused the question about the picture.</summary>
    /// <remarks>The message says why.</remarks>
    public const string QuestionRefused = "QuestionRefused";

    /// <summary>A camera's raw file has no preview in it that could be shown.</summary>
    /// <remarks>Save a JPEG beside it, or have a converter put a preview in.</remarks>
    public const string RawWithoutPreview = "RawWithoutPreview";

    /// <summary>A picture could not be read, after some attempts.</summary>
    /// <remarks>See to disk or network; the next run tries again.</remarks>
    public const string ReadFailed = "ReadFailed";

    /// <summary>The index cannot be written.</summary>
    /// <remarks>Make it writable, or lift the block that the message names.</remarks>
    public const string ReadOnly = "ReadOnly";

    /// <summary>Reading or writing the index failed.</summary>
    /// <remarks>Check the disk.</remarks>
    public const string ReadOrWriteFailed = "ReadOrWriteFailed";

    /// <summary>The server redirects to another address.</summary>
    /// <remarks>Name that address.</remarks>
    public const string Redirected = "Redirected";

    /// <summary>The search cannot be carried out as it is asked.</summary>
    /// <remarks>Mend what the message names.</remarks>
    public const string SearchRefused = "SearchRefused";

    /// <summary>The search server is too old.</summary>
    /// <remarks>Use one of the versions that the message names.</remarks>
    public const string ServerTooOld = "ServerTooOld";

    /// <summary>The store asks for fewer requests.</summary>
    /// <remarks>Nothing: it is tried again.</remarks>
    public const string SlowDown = "SlowDown";

    /// <summary>A state is larger than an index keeps.</summary>
    /// <remarks>Write less into it.</remarks>
    public const string StateTooLarge = "StateTooLarge";

    /// <summary>A tagger threw what no tagger should: a bug of its own.</summary>
    /// <remarks>Report it to whoever wrote the tagger; the picture is tried again by a later run.</remarks>
    public const string TaggerFault = "TaggerFault";

    /// <summary>No answer came in time.</summary>
    /// <remarks>Nothing: it is tried again; raise the time-out where the service is slow.</remarks>
    public const string TimedOut = "TimedOut";

    /// <summary>The search server has too much to do.</summary>
    /// <remarks>Nothing: it is tried again; see to the server's load.</remarks>
    public const string TooBusy = "TooBusy";

    /// <summary>The server takes no request of this size.</summary>
    /// <remarks>Lower the bytes of a bulk request.</remarks>
    public const string TooLarge = "TooLarge";

    /// <summary>The picture has more bytes than are read.</summary>
    /// <remarks>Raise <c>PipelineOptions.MaxImageBytes</c>, or leave it out.</remarks>
    public const string TooManyBytes = "TooManyBytes";

    /// <summary>Decoding the picture would take more memory than is allowed.</summary>
    /// <remarks>Raise <c>ImagingOptions.MaxMemory</c>, or make the picture smaller.</remarks>
    public const string TooMuchMemory = "TooMuchMemory";

    /// <summary>A line of the truth cannot be read.</summary>
    /// <remarks>Mend the line that the message names.</remarks>
    public const string TruthSyntax = "TruthSyntax";

    /// <summary>The search server refused the log-in.</summary>
    /// <remarks>Check user and password, key or token.</remarks>
    public const string Unauthorized = "Unauthorized";

    /// <summary>A run names a source that the pipeline has not.</summary>
    /// <remarks>Name one of the pipeline's sources, or add it.</remarks>
    public const string UnknownSource = "UnknownSource";

    /// <summary>The address does not answer.</summary>
    /// <remarks>Check address, network and proxy.</remarks>
    public const string Unreachable = "Unreachable";

    /// <summary>An answer or a document cannot be read.</summary>
    /// <remarks>Check whether a proxy answers instead of the server.</remarks>
    public const string Unreadable = "Unreadable";

    /// <summary>The server that answered does not speak as the service does.</summary>
    /// <remarks>Check the address, and whether a proxy or a log-in page lies between.</remarks>
    public const string UnreadableAnswer = "UnreadableAnswer";

    /// <summary>A record of the index cannot be read.</summary>
    /// <remarks>Verify the index; whatever else writes into it must stop.</remarks>
    public const string UnreadableRecord = "UnreadableRecord";

    /// <summary>The vocabulary contradicts itself.</summary>
    /// <remarks>Mend what the message names.</remarks>
    public const string VocabularyInvalid = "VocabularyInvalid";

    /// <summary>The vocabulary cannot be read.</summary>
    /// <remarks>Mend line and path that the message names.</remarks>
    public const string VocabularyUnreadable = "VocabularyUnreadable";

    /// <summary>The index refused the record without a reason.</summary>
    /// <remarks>Look at the index's log.</remarks>
    public const string WriteFailed = "WriteFailed";
}
