package com.example.app.web;

import com.example.app.mlsvc.MlsvcException;
import java.util.NoSuchElementException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Tells the application's own callers what went wrong, mlsvc's refusals in mlsvc's words. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

  @ExceptionHandler
  ProblemDetail mlsvc(MlsvcException failure) {
    return failure.problem();
  }

  @ExceptionHandler
  ProblemDetail notFound(NoSuchElementException failure) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, failure.getMessage());
  }
}
