// What a buyer's page does beyond plain HTML; see portal/frame.html.
