package com.example.app.runs;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A model that mlsvc can train. The rows come from `./mlsvc --register-sql`. */
@Entity
@Immutable
@Table(name = "models")
public class Model {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @Column(nullable = false, unique = true)
  private String name;

  @Column(nullable = false)
  private String type;

  @Column(length = 1023)
  private String description;

  @Column(nullable = false, length = 511)
  private String className;

  @Column(nullable = false)
  private boolean featuresOk;

  /** Whether the running mlsvc has this model; mlsvc writes it when it starts. */
  @Column(nullable = false)
  private boolean pipelineOk;

  protected Model() {}

  public Long getId() {
    return id;
  }

  public String getName() {
    return name;
  }

  public boolean isPipelineOk() {
    return pipelineOk;
  }
}
