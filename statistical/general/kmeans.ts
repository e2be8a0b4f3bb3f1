import { Clusterer, generalPurpose, KMeans } from "mlsvc";

/** k-means clustering of any columns. */
export class KMeansModel extends generalPurpose(Clusterer, KMeans) {
  readonly name = "kmeans";
  readonly description = "Groups rows around centres, without labels; predicts the number of the group";
}
