package com.example.app.runs;

import java.util.List;
import org.springframework.data.repository.Repository;

public interface ModelRunMetrics extends Repository<ModelRunMetric, Long> {
  List<ModelRunMetric> findByModelRunId(long runId);
}
