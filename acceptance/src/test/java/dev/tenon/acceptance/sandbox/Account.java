package dev.tenon.acceptance.sandbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.apache.camel.component.salesforce.api.dto.AbstractDescribedSObjectBase;
import org.apache.camel.component.salesforce.api.dto.SObjectDescription;
import org.jspecify.annotations.Nullable;

/// An account as camel-salesforce wants one.
public final class Account extends AbstractDescribedSObjectBase {
    @JsonProperty("Industry")
    private @Nullable String industry;

    @JsonProperty("Product_Id__c")
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

    @Nullable String industry() {
        return industry;
    }

    Account of(@Nullable String newIndustry, @Nullable String newProductId) {
        industry = newIndustry;
        productId = newProductId;
        return this;
    }

    @Nullable String productId() {
        return productId;
    }
}
