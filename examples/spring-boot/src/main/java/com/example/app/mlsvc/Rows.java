package com.example.app.mlsvc;

import java.util.List;
import java.util.Map;

/**
 * What is to be predicted.
 *
 * @param features a list of rows, each a map or a record, or a map from column to its list of values
 */
public record Rows(Object features) {

  public static Rows of(List<?> rows) {
    return new Rows(rows);
  }

  public static Rows ofColumns(Map<String, ? extends List<?>> columns) {
    return new Rows(columns);
  }
}
