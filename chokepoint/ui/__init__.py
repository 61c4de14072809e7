"""The screen: frame, question bar, status line, card. With pages/ the only room that knows Streamlit."""
