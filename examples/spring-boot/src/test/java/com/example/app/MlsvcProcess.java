package com.example.app;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The real mlsvc beside the application under test, started once the application has created the tables. It registers
 * its models first, as a deployment would. The environment names the executable (MLSVC_EXECUTABLE) and the database
 * (SPRING_DATASOURCE_URL, _USERNAME and _PASSWORD, which mlsvc understands too).
 */
class MlsvcProcess implements SmartLifecycle {
  private static final Duration LONGEST_START = Duration.ofSeconds(30);

  private final String executable = System.getenv().getOrDefault("MLSVC_EXECUTABLE", "../../mlsvc");
  private final int port = freePort();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final JdbcTemplate database;
  private Process process;

  MlsvcProcess(JdbcTemplate database) {
    this.database = database;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** The lines that mlsvc has logged so far, each a JSON object. */
  List<String> log() {
    return log;
  }

  /** Runs a command of mlsvc to its end and returns what it prints. */
  String run(String command) {
    try {
      Process child = builder(command).start();
      String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (child.waitFor() != 0) throw new IllegalStateException("mlsvc " + command + ": " + output);
      return output;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void start() {
    database.execute(run("--register-sql"));
    run("--reconcile");
    serve();
  }

  /** Starts the service and waits until it is ready. */
  void serve() {
    try {
      process = builder().start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    readLog(process);
    Instant deadline = Instant.now().plus(LONGEST_START);
    while (!isReady()) {
      if (Instant.now().isAfter(deadline)) throw new IllegalStateException("mlsvc is not ready: " + log);
      pause();
    }
  }

  /** Ends mlsvc as a deployment does, by SIGTERM. */
  @Override
  public void stop() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
    }
  }

  /** Ends mlsvc as a crash does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public boolean isRunning() {
    return process != null && process.isAlive();
  }

  private ProcessBuilder builder(String... words) {
    List<String> command = new ArrayList<>(List.of(new File(executable).getAbsolutePath()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of(
        "HOST", "127.0.0.1", "PORT", String.valueOf(port), "LOG_LEVEL", "info", "FRAME_ANCESTORS", "self"));
    return builder;
  }

  private void readLog(Process source) {
    Thread reader = new Thread(() -> {
      try (BufferedReader lines = source.inputReader(StandardCharsets.UTF_8)) {
        lines.lines().forEach(log::add);
      } catch (UncheckedIOException | IOException closed) {
        // The process has ended.
      }
    });
    reader.setDaemon(true);
    reader.start();
  }

  private boolean isReady() {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/api/health/ready")).build();
    try {
      return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notListening) {
      return false;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
