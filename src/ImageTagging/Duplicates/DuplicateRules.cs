namespace ImageTagging.Duplicates;

/// <summary>Tells if two pictures are one, by what is kept of them. The numbers were measured over made variants of photographs.</summary>
internal sealed class DuplicateRules(Signatures signatures, TimeSpan burstWindow)
{
    private const int Turns = 4;

    // A look that near is the same picture where the embedding does not speak against it.
    private const int NearLook = 10;
    private const double NotUnlike = 0.6;

    // Turned or without its colours, a picture is another to a network; its look must be nearer.
    private const int NearerLook = 8;
    private const double NotOther = 0.3;

    // Pages of text, skies and walls all look much alike, to a network too: only what is nearly equal is one picture.
    private const int NearPlainLook = 5;
    private const double AlikePlain = 0.9;

    // Cropped, a picture's look changes more than what is in it.
    private const int FarLook = 22;
    private const double Alike = 0.85;

    // Where there is no embedding.
    private const int SameLook = 4;

    private const double SameScene = 0.8;

    /// <summary>How they belong together; null where they do not.</summary>
    public DuplicateKind? Judge(int one, int other)
    {
        if (signatures.Content(one) != 0 && signatures.Content(one) == signatures.Content(other))
        {
            return DuplicateKind.Copy;
        }

        var haveLooks = signatures.HasLook(one) && signatures.HasLook(other);
        var similarity =
            signatures.Space(one) != 0 && signatures.Space(one) == signatures.Space(other)
                ? signatures.Similarity(one, other)
                : (double?)null;
        if (haveLooks && AreCopies(one, other, similarity))
        {
            return DuplicateKind.Copy;
        }

        return
            similarity >= SameScene
            && IsSceneTold(one, other)
            && burstWindow > TimeSpan.Zero
            && signatures.Between(one, other) <= burstWindow.TotalMilliseconds
            ? DuplicateKind.Burst
            : null;
    }

    // Of what looks like many others the likeness tells no scene: the next page is none. The same holds where only the files' times are
    // near, which all have that were copied together.
    private bool IsSceneTold(int one, int other)
    {
        if (!signatures.HasStoredLook(one) || !signatures.HasStoredLook(other))
        {
            return true;
        }

        var (left, right) = (signatures.Look(one), signatures.Look(other));
        return !left.IsPlain && !right.IsPlain && (signatures.IsTaken(one) || left.DistanceTo(right) <= FarLook);
    }

    private bool AreCopies(int one, int other, double? similarity)
    {
        var look = signatures.Look(one);
        var isPlain = look.IsPlain || signatures.Look(other).IsPlain;
        for (var turn = 0; turn < Turns; turn++)
        {
            var distance = look.DistanceTo(signatures.Look(other));
            var isNear = (similarity, turn) switch
            {
                (null, _) => distance <= SameLook,
                ({ } alike, 0) when isPlain => distance <= NearPlainLook && alike >= AlikePlain,
                ({ } alike, _) when isPlain => distance <= NearPlainLook && alike >= Alike,
                ({ } alike, 0) => (distance <= NearerLook && alike >= NotOther)
                    || (distance <= NearLook && alike >= NotUnlike)
                    || (distance <= FarLook && alike >= Alike),
                ({ } alike, _) => distance <= NearerLook && alike >= NotOther,
            };
            if (isNear && signatures.AreAlikeInShape(one, other, turn % 2 == 1))
            {
                return true;
            }

            look = look.Turned();
        }

        return false;
    }
}
