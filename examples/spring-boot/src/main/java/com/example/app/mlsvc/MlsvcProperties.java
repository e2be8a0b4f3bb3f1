package com.example.app.mlsvc;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where mlsvc is, and how long to wait for it. The values are in application.yml.
 *
 * @param url address of mlsvc
 * @param connectTimeout longest wait for a connection
 * @param readTimeout longest wait for an answer, including the time to send the rows. Longer than mlsvc's own
 *     PREDICT_TIMEOUT_SECONDS, so that its answer says why there is no prediction
 * @param healthTimeout longest wait for the answer to a health check
 * @param pollInterval time between two looks at the status of a run
 */
@Validated
@ConfigurationProperties("mlsvc")
public record MlsvcProperties(
    @NotNull URI url,
    @NotNull Duration connectTimeout,
    @NotNull Duration readTimeout,
    @NotNull Duration healthTimeout,
    @NotNull Duration pollInterval) {}
