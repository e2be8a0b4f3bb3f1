import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The two HTTP clients of the JDK, which Spring's RestClient stands on: java.net.http.HttpClient as it comes,
 * offering HTTP/2, and HttpURLConnection with a chunked body.
 * Usage: java Client.java new|old METHOD URL [FILE]. Prints status, content type and body, a line each.
 */
class Client {
  public static void main(String[] words) throws Exception {
    byte[] body = words.length > 3 ? Files.readAllBytes(Path.of(words[3])) : new byte[0];
    if (words[0].equals("new")) {
      send(words[1], URI.create(words[2]), body);
    } else {
      sendChunked(words[1], URI.create(words[2]), body);
    }
  }

  private static void send(String method, URI uri, byte[] body) throws Exception {
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    HttpRequest request = HttpRequest.newBuilder(uri)
        .timeout(Duration.ofSeconds(30))
        .header("Content-Type", "application/json")
        .method(method, body.length == 0
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    print(response.statusCode(), response.headers().firstValue("Content-Type").orElse(""), response.body());
  }

  private static void sendChunked(String method, URI uri, byte[] body) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout(10_000);
    connection.setReadTimeout(30_000);
    if (body.length > 0) {
      connection.setDoOutput(true);
      connection.setChunkedStreamingMode(4096);
      connection.setRequestProperty("Content-Type", "application/json");
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
    }
    int status = connection.getResponseCode();
    try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      print(status, connection.getContentType(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static void print(int status, String contentType, String body) {
    System.out.println(status);
    System.out.println(contentType);
    System.out.println(body);
  }
}
