namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

public class MediaTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUg==";
    private const string Jpeg = "/9j/4AAQSkZJRgABAQAAAQ==";
    private const string Pdf = "JVBERi0xLjQKJeLjz9MKMw==";

    private static string Image(string url) => $$$"""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"{{{url}}}","detail":"high"}}]}]}""";

    private static string File(string file) => $$$"""{"messages":[{"role":"user","content":[{"type":"file","file":{{{file}}}}]}]}""";

    /// <summary>The client's URL, as it stands in JSON; the provider's block.</summary>
    public static TheoryData<string, string> Images => new()
    {
        { "https://x/y.png?a=1", """{"type":"image","source":{"type":"url","url":"https://x/y.png?a=1"}}""" },
        { "https://x/y.PDF?a=1", """{"type":"document","source":{"type":"url","url":"https://x/y.PDF?a=1"}}""" },
        { $"data:image/png;base64,{Png}", $$$"""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{Png}}}"}}""" },
        // Parameters in the type, and an escaped slash, are both legal.
        { $"data:image\\/png;charset=utf-8;base64,{Png}", $$$"""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{Png}}}"}}""" },
        // The bytes say what it is, not the label.
        { $"data:image/png;base64,{Jpeg}", $$$"""{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"{{{Jpeg}}}"}}""" },
        { $"data:image/jpg;base64,{Jpeg}", $$$"""{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"{{{Jpeg}}}"}}""" },
        { $"DATA:;BASE64,{Jpeg}", $$$"""{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"{{{Jpeg}}}"}}""" },
        // The other alphabet, line breaks, no padding.
        { "data:image/jpeg;base64,_9j_4AAQSkZJ\\nRgABAQAAAQ", $$$"""{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"{{{Jpeg}}}"}}""" },
        { $"data:application/pdf;base64,{Pdf}", $$$"""{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"{{{Pdf}}}"}}""" },
        { "data:image/gif,GIF89a%01%00", """{"type":"image","source":{"type":"base64","media_type":"image/gif","data":"R0lGODlhAQA="}}""" },
    };

    [Theory]
    [MemberData(nameof(Images))]
    public void Image_becomes(string url, string expected) => Translating.Same(expected, new Translating().Part(Image(url), "messages.0.content.0"));

    [Theory]
    [InlineData("high", "dropped=messages.image_url.detail")]
    [InlineData("low", "dropped=messages.image_url.detail")]
    [InlineData("auto", "")]
    public void A_wish_for_detail_is_reported_as_lost(string detail, string loss) =>
        Assert.Equal(loss, new Translating().Loss(Image("https://x/y.png").Replace("high", detail, StringComparison.Ordinal)));

    /// <summary>The client's file; the provider's block.</summary>
    public static TheoryData<string, string> Files => new()
    {
        { $$$"""{"filename":"a.pdf","file_data":"data:application/pdf;base64,{{{Pdf}}}"}""", $$$"""{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"{{{Pdf}}}"},"title":"a.pdf"}""" },
        { $$$"""{"file_data":"{{{Pdf}}}"}""", $$$"""{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"{{{Pdf}}}"}}""" },
        { """{"filename":"a.md","file_data":"data:text/markdown;base64,IyBIaSAi4oKsIgo="}""", """{"type":"document","source":{"type":"text","media_type":"text/plain","data":"# Hi \"€\"\n"},"title":"a.md"}""" },
        { """{"filename":"a.csv","file_data":"YSxiCg=="}""", """{"type":"document","source":{"type":"text","media_type":"text/plain","data":"a,b\n"},"title":"a.csv"}""" },
        { """{"filename":"a.txt","file_data":"data:text/plain,a%20b","title":"T","context":"c","citations":{"enabled":true}}""", """{"type":"document","source":{"type":"text","media_type":"text/plain","data":"a b"},"title":"T","context":"c","citations":{"enabled":true}}""" },
        { $$$"""{"filename":"a.png","file_data":"data:image/png;base64,{{{Png}}}"}""", $$$"""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{Png}}}"}}""" },
    };

    /// <summary>A file without a name; its text, or null where it is none.</summary>
    public static TheoryData<string, string?> Nameless => new()
    {
        { """{"file_data":"aGk="}""", "hi" },
        { """{"filename":"","file_data":"aGk="}""", "hi" },
        { """{"filename":" ","file_data":"data:;base64,aGk="}""", "hi" },
        { """{"file_data":"data:,a%20b"}""", "a b" },
        { """{"file_data":"/////w=="}""", null },
    };

    [Theory]
    [MemberData(nameof(Nameless))]
    public void A_file_without_a_name_is_a_text_if_it_can_be_one(string file, string? text)
    {
        if (text is null)
        {
            Assert.Equal("invalid_file", new Translating().Rejects(File(file)).Code);
        }
        else
        {
            Translating.Same($$$"""{"type":"document","source":{"type":"text","media_type":"text/plain","data":"{{{text}}}"}}""", new Translating().Part(File(file), "messages.0.content.0"));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void File_becomes(string file, string expected) => Translating.Same(expected, new Translating().Part(File(file), "messages.0.content.0"));

    [Theory]
    [InlineData("http://x/y.png", "invalid_image_url")]
    [InlineData("ftp://x/y.png", "invalid_image_url")]
    [InlineData("data:image/png", "invalid_base64")]
    [InlineData("data:image/png;base64,", "invalid_base64")]
    [InlineData("data:image/png;base64,****", "invalid_base64")]
    [InlineData("data:image/svg+xml,<svg/>", "invalid_image_format")]
    [InlineData("data:image/bmp;base64,Qk0eAAAAAAAAABoAAAA=", "invalid_image_format")]
    public void Image_that_cannot_be_sent_is_refused(string url, string code)
    {
        var refusal = new Translating().Rejects(Image(url));

        Assert.Equal(("messages[0].content[0].image_url.url", code), (refusal.Param, refusal.Code));
    }

    [Theory]
    [InlineData("""{"file_id":"file-abc"}""", "messages[0].content[0].file.file_id")]
    [InlineData("""{"file_id":"file_abc"}""", "messages[0].content[0].file.file_id")]
    [InlineData("""{"filename":"a.bin","file_data":"AAAA"}""", "messages[0].content[0].file.file_data")]
    [InlineData("""{}""", "messages[0].content[0].file.file_data")]
    [InlineData("""{"filename":"a.txt","file_data":"/////w=="}""", "messages[0].content[0].file.file_data")]
    public void File_that_cannot_be_sent_is_refused(string file, string param) => Assert.Equal(param, new Translating().Rejects(File(file)).Param);

    [Fact]
    public void A_file_of_the_provider_needs_its_beta_and_the_operators_leave()
    {
        var (body, result) = new Translating { Target = target => target with { AllowFileIds = true } }.Run(File("""{"file_id":"file_abc"}"""));

        Assert.Contains("""{"type":"document","source":{"type":"file","file_id":"file_abc"}}""", body, StringComparison.Ordinal);
        Assert.Equal(["files-api-2025-04-14"], result.Betas);
    }

    [Fact]
    public void A_cache_marker_stays_on_its_image() =>
        Translating.Same("""{"type":"image","source":{"type":"url","url":"https://x/y.png"},"cache_control":{"type":"ephemeral","ttl":"1h"}}""", new Translating().Part(
            """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":"https://x/y.png","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]}""", "messages.0.content.0"));
}
