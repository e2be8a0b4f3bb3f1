package com.example.app.mlsvc;

import java.util.List;
import java.util.Map;

/**
 * What a model is trained with.
 *
 * @param parameters the model's parameters; those left out have their defaults
 * @param features either a list of rows, each a map or a record, or a map from column to its list of values
 * @param labels the same for the values to learn, in the order of the features
 */
public record Training(Map<String, ?> parameters, Object features, Object labels) {

  public static Training ofRows(Map<String, ?> parameters, List<?> features, List<?> labels) {
    return new Training(parameters, features, labels);
  }

  /** Columns make a body about half as long as rows do: for many rows. */
  public static Training ofColumns(
      Map<String, ?> parameters, Map<String, ? extends List<?>> features, Map<String, ? extends List<?>> labels) {
    return new Training(parameters, features, labels);
  }
}
