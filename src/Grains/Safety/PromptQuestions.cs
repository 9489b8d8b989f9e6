using System.Security.Cryptography;
using Orleans.Gateway.Grains.Caching;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>What the service is asked about a prompt.</summary>
internal static class PromptQuestions
{
    /// <summary>Documents that the service takes at once.</summary>
    private const int MostDocuments = 5;

    /// <param name="isKnown">Whether the answer to a question is remembered; null where the policy remembers none.</param>
    public static IEnumerable<SafetyQuestion> Of(SafetyPolicy policy, PromptTexts texts, Func<UInt256, bool>? isKnown)
    {
        IEnumerable<SafetyQuestion> questions = [];
        if (policy.Analyses)
        {
            var pieces = isKnown is null ? TextPieces.Of(texts.All) : Pieces(texts.All, texts.Ends, policy.Keys.Analysis, isKnown);
            questions = pieces.Select(piece => SafetyQuestion.Analyze(piece, SafetyQuestion.Prompt));
        }

        return !policy.Definition.ShieldPrompt ? questions
            : questions.Concat(isKnown is null ? Shields(texts) : Shields(texts, policy.Keys, isKnown));
    }

    /// <summary>What users say in pieces, and documents in loads that the service takes; the first piece goes with the first load.</summary>
    private static IEnumerable<SafetyQuestion> Shields(PromptTexts texts)
    {
        var pieces = TextPieces.Of(texts.User).ToList();
        var loads = Loads(Documents(texts), isKnown: null).ToList();
        for (var at = 0; at < Math.Max(pieces.Count, loads.Count); at++)
        {
            yield return SafetyQuestion.Shield(at < pieces.Count ? pieces[at] : default, at < loads.Count ? loads[at] : []);
        }
    }

    /// <summary>Users and documents apart, so that each is known again when the other has grown.</summary>
    private static IEnumerable<SafetyQuestion> Shields(PromptTexts texts, SafetyKeys keys, Func<UInt256, bool> isKnown) =>
        Pieces(texts.User, texts.UserEnds, keys.User, isKnown).Select(piece => SafetyQuestion.Shield(piece, []))
            .Concat(Loads(Documents(texts), load => isKnown(keys.Of(SafetyQuestion.Shield(default, load)))).Select(load => SafetyQuestion.Shield(default, load)));

    private static List<ReadOnlyMemory<byte>> Documents(PromptTexts texts) => [.. texts.Documents.SelectMany(document => TextPieces.Of(document))];

    /// <summary>Each as many documents as are known together, or else as many as the service takes.</summary>
    private static IEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> Loads(List<ReadOnlyMemory<byte>> documents, Func<IReadOnlyList<ReadOnlyMemory<byte>>, bool>? isKnown)
    {
        for (var at = 0; at < documents.Count;)
        {
            var (count, size) = (0, 0);
            while (count < MostDocuments && at + count < documents.Count)
            {
                size += TextPieces.Count(documents[at + count].Span);
                if (count > 0 && size > TextPieces.Most)
                {
                    break;
                }

                count++;
            }

            var load = documents.GetRange(at, count);
            for (var fewer = count; isKnown is not null && fewer > 0; fewer--)
            {
                if (documents.GetRange(at, fewer) is var part && isKnown(part))
                {
                    load = part;
                    break;
                }
            }

            yield return load;
            at += load.Count;
        }
    }

    /// <summary>
    /// The pieces of a text that grows at its end from turn to turn: first those in which it was asked before, then what is new. As ever, two
    /// neighbours have <see cref="TextPieces.Overlap"/> characters in common, so a phrase that the new text completes is seen whole.
    /// </summary>
    /// <param name="ends">Where messages end: where the text may have ended when it was asked before.</param>
    /// <param name="stamp">What keys of this kind begin with.</param>
    internal static IEnumerable<ReadOnlyMemory<byte>> Pieces(ReadOnlyMemory<byte> text, IReadOnlyList<int> ends, byte[] stamp, Func<UInt256, bool> isKnown)
    {
        for (var (start, done) = (0, 0); done < text.Length; start = TextPieces.TailStart(text.Span[..done], TextPieces.Overlap))
        {
            var longest = start + TextPieces.HeadEnd(text.Span[start..], TextPieces.Most);
            done = KnownEnd(text.Span, start, ends.SkipWhile(end => end <= done).TakeWhile(end => end < longest).Append(longest), stamp, isKnown) ?? longest;
            yield return text[start..done];
        }
    }

    /// <summary>The last of the ends up to which the text from the start on was asked before; null: none is.</summary>
    private static int? KnownEnd(ReadOnlySpan<byte> text, int start, IEnumerable<int> ends, byte[] stamp, Func<UInt256, bool> isKnown)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(stamp);
        Span<byte> key = stackalloc byte[32];
        int? known = null;
        foreach (var end in ends)
        {
            hash.AppendData(text[start..end]);
            hash.GetCurrentHash(key);
            start = end;
            known = isKnown(new(key)) ? end : known;
        }

        return known;
    }
}
