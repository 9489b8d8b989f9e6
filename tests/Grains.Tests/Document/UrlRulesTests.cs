using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Grains.Tests.Document;

public class UrlRulesTests
{
    [Theory]
    [InlineData("https://api.openai.com/v1")]
    [InlineData("http://localhost:11434")]
    [InlineData("http://127.0.0.1:8080/v1")]
    [InlineData("http://10.0.0.7/v1")]
    [InlineData("http://[::1]:8080")]
    [InlineData("https://contoso.openai.azure.com/openai/deployments/gpt-4o?api-version=2024-10-21")]
    [InlineData("https://proxy/x?mail=a@b")]
    [InlineData("https://xn--mnchen-3ya.example/v1")]
    [InlineData("http://backend:8080")]
    public void A_backend_may_be_there(string url) => Assert.Null(UrlRules.Problem(url));

    [Theory]
    [InlineData("", "absolute")]
    [InlineData("api.openai.com/v1", "absolute")]
    [InlineData("/v1", "absolute")]
    [InlineData("//host/v1", "absolute")]
    [InlineData("ftp://host/v1", "absolute")]
    [InlineData("file:///etc/passwd", "absolute")]
    [InlineData("javascript:alert(1)", "absolute")]
    [InlineData("https://", "absolute")]
    [InlineData("https:///v1", "absolute")]
    [InlineData(" https://host/v1", "absolute")]
    [InlineData("https://host/v1 ", "absolute")]
    [InlineData("https://ho st/v1", "absolute")]
    [InlineData("https:\\\\host\\v1", "absolute")]
    [InlineData("https://host\\@other/v1", "absolute")]
    [InlineData("https://host:0/v1", "absolute")]
    [InlineData("https://host:99999/v1", "absolute")]
    [InlineData("https://user:canary@host/v1", "user name")]
    [InlineData("https://user@host/v1", "user name")]
    [InlineData("https://@host/v1", "user name")]
    [InlineData("https://host/v1#part", "fragment")]
    [InlineData("https://host/v1#", "fragment")]
    [InlineData("http://169.254.169.254/latest/meta-data", "metadata")]
    [InlineData("http://169.254.169.254:80", "metadata")]
    [InlineData("http://169.254.1.1", "metadata")]
    [InlineData("http://169.254.169.254./", "metadata")]
    [InlineData("http://2852039166/", "metadata")]          // decimal
    [InlineData("http://0xA9FEA9FE/", "metadata")]          // hexadecimal
    [InlineData("http://0xa9.0xfe.0xa9.0xfe/", "metadata")]
    [InlineData("http://0251.0376.0251.0376/", "metadata")] // octal
    [InlineData("http://169.254.43518/", "metadata")]       // three parts
    [InlineData("http://①⑥⑨.②⑤④.①⑥⑨.②⑤④/", "ASCII")]
    [InlineData("http://169。254。169。254/", "ASCII")]
    [InlineData("http://[::ffff:169.254.169.254]/", "metadata")]
    [InlineData("http://[::ffff:a9fe:a9fe]/", "metadata")]
    [InlineData("http://[::169.254.169.254]/", "metadata")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/", "metadata")]
    [InlineData("http://[2002:a9fe:a9fe::1]/", "metadata")]
    [InlineData("http://[fe80::1]/", "metadata")]
    [InlineData("http://[fe80::1%25eth0]/", "metadata")]
    [InlineData("http://[fd00:ec2::254]/", "metadata")]
    [InlineData("http://0.0.0.0/", "metadata")]
    [InlineData("http://0/", "metadata")]
    [InlineData("http://[::]/", "metadata")]
    [InlineData("http://255.255.255.255/", "metadata")]
    [InlineData("http://100.100.100.200/", "metadata")]
    [InlineData("http://168.63.129.16/", "metadata")]
    [InlineData("http://metadata.google.internal/", "metadata")]
    [InlineData("http://METADATA.google.internal./", "metadata")]
    [InlineData("http://metadata/", "metadata")]
    public void A_backend_cannot_be_there(string url, string why)
    {
        var problem = UrlRules.Problem(url);

        Assert.Contains(why, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", problem, StringComparison.Ordinal);
    }
}
