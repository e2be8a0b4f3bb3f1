package com.example.app.mlsvc;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * How the rows that were predicted last differ from those of the training.
 *
 * @param rows number of rows that are compared
 * @param columns the most important first
 * @param warnings what is remarkable; empty when nothing is
 */
public record Drift(
    @JsonProperty("model_name") String modelName, int rows, List<Column> columns, List<Warning> warnings) {

  /**
   * One column.
   *
   * @param psi the population stability index; null while too few rows were predicted
   * @param verdict what it means: stable, moderate or large; null as the index is
   */
  public record Column(
      String name, @JsonProperty("missing_share") Double missingShare, Double psi, String verdict) {}

  /**
   * @param code what is remarkable, such as large_shift
   * @param column the column; null for a warning about all of them
   * @param message the same for people
   */
  public record Warning(String code, String column, String message) {}
}
