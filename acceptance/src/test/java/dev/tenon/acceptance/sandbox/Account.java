package dev.tenon.acceptance.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.apache.camel.component.salesforce.api.dto.AbstractDescribedSObjectBase;
import org.apache.camel.component.salesforce.api.dto.SObjectDescription;
import org.jspecify.annotations.Nullable;

/// An account as camel-salesforce wants one: it finds fields by the names of getters and setters.
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class Account extends AbstractDescribedSObjectBase {
    private @Nullable String industry;
    private @Nullable String productId;

    /// An account without values.
    public Account() {
        getAttributes().setType("Account");
    }

    @Override
    public SObjectDescription description() {
        var description = new SObjectDescription();
        description.setName("Account");
        return description;
    }

    /// The industry.
    @JsonProperty("Industry")
    public @Nullable String getIndustry() {
        return industry;
    }

    /// Sets the industry.
    @JsonProperty("Industry")
    public void setIndustry(@Nullable String industry) {
        this.industry = industry;
    }

    /// The external id.
    @JsonProperty("Product_Id__c")
    public @Nullable String getProduct_Id__c() {
        return productId;
    }

    /// Sets the external id.
    @JsonProperty("Product_Id__c")
    public void setProduct_Id__c(@Nullable String productId) {
        this.productId = productId;
    }
}
