package com.example.app.mlsvc;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientResponseException;

/** A call that mlsvc did not answer as hoped. The message is mlsvc's own, or names what hindered the connection. */
public class MlsvcException extends RuntimeException {
  private final transient ProblemDetail problem;

  MlsvcException(ProblemDetail problem, Throwable cause) {
    super(problem.getDetail(), cause);
    this.problem = problem;
  }

  /** What mlsvc answered. Its property `errors` lists what was wrong where, in up to 20 places. */
  public ProblemDetail problem() {
    return problem;
  }

  /** The call must be changed; the message names the parameter, column or row. The same call would be refused again. */
  public static final class Rejected extends MlsvcException {
    Rejected(ProblemDetail problem, Throwable cause) {
      super(problem, cause);
    }
  }

  /** There is no such run. */
  public static final class NotFound extends MlsvcException {
    NotFound(ProblemDetail problem, Throwable cause) {
      super(problem, cause);
    }
  }

  /** Training: the run is being trained already. Prediction: the run has no pipeline to predict with. */
  public static final class Conflict extends MlsvcException {
    Conflict(ProblemDetail problem, Throwable cause) {
      super(problem, cause);
    }
  }

  /** mlsvc cannot be reached, or takes no work at the moment. The same call may succeed later. */
  public static final class Unavailable extends MlsvcException {
    Unavailable(ProblemDetail problem, Throwable cause) {
      super(problem, cause);
    }
  }

  static MlsvcException of(RestClientResponseException answer) {
    ProblemDetail problem = problemIn(answer);
    return switch (answer.getStatusCode().value()) {
      case 404 -> new NotFound(problem, answer);
      case 409 -> new Conflict(problem, answer);
      case 429, 502, 503, 504 -> new Unavailable(problem, answer);
      default -> answer.getStatusCode().is4xxClientError()
          ? new Rejected(problem, answer)
          : new MlsvcException(problem, answer);
    };
  }

  static MlsvcException of(ResourceAccessException failure) {
    String detail = "mlsvc does not answer: " + failure.getMostSpecificCause();
    return new Unavailable(ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, detail), failure);
  }

  /** A proxy between the two may answer with a page of its own. */
  private static ProblemDetail problemIn(RestClientResponseException answer) {
    MediaType type = answer.getResponseHeaders() == null ? null : answer.getResponseHeaders().getContentType();
    ProblemDetail problem = MediaType.APPLICATION_PROBLEM_JSON.isCompatibleWith(type)
        ? answer.getResponseBodyAs(ProblemDetail.class)
        : null;
    return problem != null ? problem : ProblemDetail.forStatusAndDetail(answer.getStatusCode(), answer.getMessage());
  }
}
