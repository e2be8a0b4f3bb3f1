package com.example.app.mlsvc;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Shows mlsvc as `mlsvc` in /actuator/health. It is a part of neither the liveness nor the readiness group: an
 * application without mlsvc still answers everything else, and mlsvc waits for the application to create its tables.
 */
@Component("mlsvc")
class MlsvcHealthIndicator implements HealthIndicator {
  private final MlsvcHealth mlsvc;

  MlsvcHealthIndicator(MlsvcHealth mlsvc) {
    this.mlsvc = mlsvc;
  }

  @Override
  public Health health() {
    try {
      mlsvc.ready();
      return Health.up().build();
    } catch (MlsvcException failure) {
      return Health.down().withDetail("reason", failure.getMessage()).build();
    }
  }
}
